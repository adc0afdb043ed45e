INSERT INTO outbox (topic, key, partition_key, headers, value)
SELECT record.topic, record.key, record.partition_key, record.headers, record.value
FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[])
    WITH ORDINALITY AS record (topic, key, partition_key, headers, value, place)
ORDER BY record.place
