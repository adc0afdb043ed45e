-- The oldest position, if more than $1 records up to the position $2 wait for the relay. Uses outbox_pkey.
SELECT min(position) OVER () AS oldest
FROM outbox
WHERE position <= $2
AND NOT EXISTS (
    SELECT
    FROM outbox AS parked
    WHERE parked.parked_reason IS NOT NULL
    AND parked.topic = outbox.topic
    AND parked.key = outbox.key
)
ORDER BY position
OFFSET $1
LIMIT 1
