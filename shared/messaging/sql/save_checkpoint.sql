-- Keeps the lists of this checkpoint, of the one before, and of all that were made within $7.
WITH saved AS (
    INSERT INTO checkpoints (number, at, aggregates, root, signature, key_id)
    VALUES ($1, $2, $3, $4, $5, $6)
),
oldest AS (
    SELECT min(number) AS number
    FROM checkpoints
    WHERE number = (SELECT max(number) FROM checkpoints)
    OR made_at >= clock_timestamp() - $7::interval
),
forgotten AS (
    DELETE FROM checkpoints
    USING oldest
    WHERE checkpoints.number < oldest.number
)
DELETE FROM checkpoint_heads
USING oldest
WHERE until <= oldest.number
