-- The first parked record of a subject above an applied number. Uses parked_subject.
SELECT id, sequence
FROM parked
WHERE consumer = $1
AND topic = $2
AND subject = $3
AND sequence > $4
ORDER BY sequence
LIMIT 1
