UPDATE seats
SET ratings = $3, exclusions = $4, draft_version = $5, unconfirmed = $6, expires_at = $7
WHERE case_id = $1 AND evaluator = $2
