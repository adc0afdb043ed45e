UPDATE seats
SET ratings = $3, exclusions = $4
WHERE case_id = $1 AND evaluator = $2
