UPDATE queries
SET state = 'replied', reply = $2, refusal = NULL
WHERE query_id = $1
