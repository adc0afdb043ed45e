-- The positions of a consumer for some partitions; a partition seen for the first time starts at 0.
WITH wanted AS (
    SELECT topic, partition
    FROM unnest($3::text[], $4::integer[]) AS wanted (topic, partition)
), new AS (
    INSERT INTO consumer_offsets (consumer, cluster_id, topic, partition, next_offset)
    SELECT $1, $2, topic, partition, 0
    FROM wanted
    ORDER BY topic, partition
    ON CONFLICT DO NOTHING
)
SELECT topic, partition, coalesce(stored.next_offset, 0) AS next_offset
FROM wanted
LEFT JOIN consumer_offsets AS stored USING (topic, partition)
WHERE stored.consumer IS NULL
OR (stored.consumer = $1 AND stored.cluster_id = $2)
