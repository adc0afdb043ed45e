-- The short assessment of a case that is now assessed in full by others; its case keeps what it had recommended.
WITH kept AS (
    UPDATE cases
    SET short_class = $2
    WHERE case_id = $1
)
UPDATE seats
SET state = 'set_aside'
WHERE case_id = $1 AND state = 'submitted'
