SELECT case_id, round
FROM cases
WHERE impulse_id = $1
ORDER BY round DESC
LIMIT 1
