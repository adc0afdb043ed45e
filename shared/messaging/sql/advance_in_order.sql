-- The usual batch in one statement: the offsets advance by compare-and-set, and where nothing is parked and the facts of
-- every subject go on right after the last applied one, they count as applied. Tells how many partitions moved, and
-- whether all was in order; where it was not, no subject has advanced. Uses applied_pkey.
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
), run AS (
    SELECT topic, subject, first, last
    FROM unnest($7::text[], $8::text[], $9::bigint[], $10::bigint[]) AS run (topic, subject, first, last)
), checked AS (
    SELECT NOT EXISTS (SELECT FROM parked WHERE consumer = $1)
    AND NOT EXISTS (
        SELECT
        FROM run
        LEFT JOIN applied ON consumer = $1 AND applied.topic = run.topic AND applied.subject = run.subject
        WHERE run.first <> coalesce(sequence, 0) + 1
    ) AS in_order
), counted AS (
    INSERT INTO applied (consumer, topic, subject, sequence)
    SELECT $1, topic, subject, last
    FROM run, checked
    WHERE in_order
    ON CONFLICT (consumer, topic, subject) DO UPDATE
    SET sequence = excluded.sequence
)
SELECT (SELECT count(*) FROM moved) AS moved, in_order
FROM checked
