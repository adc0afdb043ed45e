UPDATE queries
SET state = 'answered', reply = NULL, refusal = NULL, answer_id = $2, answer_version = $3
WHERE query_id = $1
