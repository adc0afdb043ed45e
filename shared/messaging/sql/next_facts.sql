-- The published facts after a place in the journal, per aggregate in their order. Uses events_pkey.
SELECT subject, sequence, id, type, time, data, hash
FROM events
WHERE stream = $1
AND (subject, sequence) > ($2, $3)
ORDER BY subject, sequence
LIMIT $4
