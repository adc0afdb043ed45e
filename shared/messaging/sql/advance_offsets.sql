-- Compare-and-set: moves only where nobody else has moved. Returns how many partitions moved.
WITH moved AS (
    UPDATE consumer_offsets AS stored
    SET next_offset = step.after
    FROM unnest($3::text[], $4::integer[], $5::bigint[], $6::bigint[]) AS step (topic, partition, before, after)
    WHERE stored.consumer = $1
    AND stored.cluster_id = $2
    AND stored.topic = step.topic
    AND stored.partition = step.partition
    AND stored.next_offset = step.before
    RETURNING 1
)
SELECT count(*) FROM moved
