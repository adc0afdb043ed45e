SELECT evaluator, unit, token, expires_at, state, ratings, exclusions
FROM seats
WHERE case_id = $1
ORDER BY token
