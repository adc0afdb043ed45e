-- Words that nobody screens any more go: written too late, or of an impulse that left the path. Uses appeals_open.
UPDATE appeals
SET state = 'ended', words = NULL, refusal = NULL
FROM impulse_status
WHERE impulse_status.impulse_id = appeals.impulse_id
AND appeals.state IN ('waiting', 'returned')
AND (
    (appeals.state = 'returned' AND appeals.rewrite_until < $1)
    OR impulse_status.parts -> 'impulses' ->> 'exit' IS NOT NULL
)
