-- The submitter can write another answer, beginning with the one that was refused.
UPDATE queries
SET state = 'open', refusal = $2
WHERE query_id = $1
