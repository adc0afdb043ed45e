-- Ends queries without an answer, unless they left these states meanwhile; what was typed goes.
UPDATE queries
SET state = 'lapsed', reply = NULL, refusal = NULL
WHERE query_id = ANY($1::uuid[]) AND state = ANY($2::text[])
RETURNING query_id, impulse_id, stage
