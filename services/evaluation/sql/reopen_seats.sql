-- Submitted assessments become drafts again, each under a token of its own.
WITH counted AS (
    UPDATE cases
    SET claims = $5
    WHERE case_id = $1
)
UPDATE seats
SET state = 'claimed', token = again.token, expires_at = $4, second_look = $6
FROM unnest($2::text[], $3::bigint[]) AS again (evaluator, token)
WHERE seats.case_id = $1 AND seats.evaluator = again.evaluator
