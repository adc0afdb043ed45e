UPDATE impulses
SET state = $2
WHERE id = ANY($1::uuid[])
