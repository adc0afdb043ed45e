-- Every round of an impulse.
SELECT *
FROM cases
WHERE impulse_id = $1
ORDER BY round
