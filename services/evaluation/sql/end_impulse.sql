-- Remembers that the impulse ended and closes its unpublished case, if there is one.
WITH ended AS (
    UPDATE impulses
    SET ended = $2
    WHERE impulse_id = $1
)
UPDATE cases
SET state = 'closed'
WHERE impulse_id = $1
    AND state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'before_council', 'decided')
RETURNING case_id, round
