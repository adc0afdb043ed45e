UPDATE queries
SET state = $2,
    answer_id = $3,
    may_be_published = $4
WHERE query_id = $1
