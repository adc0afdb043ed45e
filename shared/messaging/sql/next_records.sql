-- Delete what Kafka has acknowledged ($1); read the oldest records of the slots $3 that are not on their way ($2), at most
-- $4, no more once they have $5 bytes, none up to the position $6. Keys that wait for an operator stay.
-- Uses outbox_pkey and outbox_parked.
WITH acknowledged AS (
    DELETE FROM outbox
    WHERE position = ANY($1::bigint[])
),
oldest AS (
    SELECT
        position, topic, key, partition_key, headers, value,
        sum(coalesce(octet_length(value), 0)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) - coalesce(octet_length(value), 0) AS bytes_before
    FROM outbox
    WHERE position > $6
    AND slot = ANY($3::smallint[])
    AND position NOT IN (SELECT unnest($1::bigint[] || $2::bigint[]))
    AND (topic, key) NOT IN (SELECT parked.topic, parked.key FROM outbox AS parked WHERE parked.parked_reason IS NOT NULL)
    ORDER BY position
    LIMIT $4
)
SELECT position, topic, key, partition_key, headers, value
FROM oldest
WHERE bytes_before < $5
ORDER BY position
