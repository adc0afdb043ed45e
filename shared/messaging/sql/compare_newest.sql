-- Which of these newest facts of a topic the journal does not hold, or holds as another one.
SELECT newest.subject, newest.sequence, coalesce(heads.sequence, 0) AS known
FROM unnest($2::text[], $3::bigint[], $4::bytea[]) AS newest (subject, sequence, hash)
LEFT JOIN heads
ON heads.stream = $1
AND heads.subject = newest.subject
LEFT JOIN events
ON events.stream = $1
AND events.subject = newest.subject
AND events.sequence = newest.sequence
WHERE events.hash IS DISTINCT FROM newest.hash
ORDER BY newest.subject
