-- One query, locked until commit. Uses queries_pkey.
SELECT query_id, impulse_id, stage, state, reply_by, reply, may_be_published
FROM queries
WHERE query_id = $1
FOR UPDATE
