-- Queries whose last day is over without an answer, the oldest first. Uses queries_waiting.
SELECT query_id, impulse_id
FROM queries
WHERE state = 'open' AND reply_by < $1
ORDER BY reply_by, query_id
LIMIT $2
