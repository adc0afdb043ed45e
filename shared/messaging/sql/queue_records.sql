-- Before the relay sends anything it must be on the disk, also where commits need not wait for that.
WITH wait AS (
    SELECT set_config('synchronous_commit', 'on', true) AS for_the_disk
)
INSERT INTO outbox (topic, key, partition_key, headers, value)
SELECT record.topic, record.key, record.partition_key, record.headers, record.value
FROM wait, unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[])
    WITH ORDINALITY AS record (topic, key, partition_key, headers, value, place)
WHERE for_the_disk = 'on'
ORDER BY record.place
