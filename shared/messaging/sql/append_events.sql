WITH moved AS (
    UPDATE heads
    SET sequence = new.sequence, hash = new.hash
    FROM unnest($10::text[], $11::text[], $12::bigint[], $13::bytea[]) AS new (stream, subject, sequence, hash)
    WHERE heads.stream = new.stream
    AND heads.subject = new.subject
)
INSERT INTO events (stream, subject, sequence, id, type, data, hash, time, actor)
SELECT entry.stream, entry.subject, entry.sequence, entry.id, entry.type, entry.data, entry.hash, $8, $9
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::jsonb[], $7::bytea[])
    AS entry (stream, subject, sequence, id, type, data, hash)
