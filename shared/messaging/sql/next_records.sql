-- The oldest records, but for keys that wait for an operator. Uses outbox_pkey and outbox_parked.
SELECT position, topic, key, partition_key, headers, value
FROM outbox
WHERE NOT EXISTS (
    SELECT
    FROM outbox AS parked
    WHERE parked.parked_reason IS NOT NULL
    AND parked.topic = outbox.topic
    AND parked.key = outbox.key
)
ORDER BY position
LIMIT $1
