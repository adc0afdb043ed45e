UPDATE seats
SET passes_on = true
WHERE case_id = $1 AND evaluator = $2
