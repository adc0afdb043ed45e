UPDATE queries
SET state = $2,
    answer_id = $3
WHERE query_id = $1
