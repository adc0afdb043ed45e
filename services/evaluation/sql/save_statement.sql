UPDATE statements
SET state = $2, answer = $3, remarks = $4
WHERE statement_id = $1
