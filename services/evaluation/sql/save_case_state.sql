UPDATE cases
SET state = $2, evaluators_required = $3, third_opinion = $4, result = $5
WHERE case_id = $1
