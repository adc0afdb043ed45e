UPDATE queries
SET state = 'replied', reply = $2, may_be_published = $3, refusal = NULL
WHERE query_id = $1
