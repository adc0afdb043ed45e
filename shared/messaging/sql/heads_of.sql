SELECT subject, sequence, hash
FROM heads
WHERE stream = $1
AND subject = ANY($2::text[])
