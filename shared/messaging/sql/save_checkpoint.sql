-- Keeps the lists of this checkpoint and of the one before.
WITH saved AS (
    INSERT INTO checkpoints (number, at, aggregates, root, signature, key_id)
    VALUES ($1, $2, $3, $4, $5, $6)
),
before AS (
    SELECT max(number) AS number
    FROM checkpoints
),
forgotten AS (
    DELETE FROM checkpoints
    USING before
    WHERE checkpoints.number < before.number
)
DELETE FROM checkpoint_heads
USING before
WHERE until <= before.number
