-- Uses queries_case.
SELECT query_id, impulse_id
FROM queries
WHERE case_id = $1 AND state IN ('open', 'replied')
