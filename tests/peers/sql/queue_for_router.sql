INSERT INTO outbox (
    aggregatetype, id, payload, type, aggregateid,
    ce_specversion, ce_source, ce_time, ce_dataschema, ce_partitionkey, content_type, ce_sequence
)
SELECT
    $1, record.id, record.payload, record.type, record.aggregateid,
    record.specversion, record.source, record.time, record.dataschema, record.partitionkey, record.content_type,
    record.sequence
FROM unnest(
    $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::text[], $12::text[]
) WITH ORDINALITY AS record (
    id, payload, type, aggregateid, specversion, source, time, dataschema, partitionkey, content_type, sequence, place
)
ORDER BY record.place
