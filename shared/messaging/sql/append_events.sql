-- Entries, and the heads that follow from them. An aggregate that was said to begin here although it had begun before
-- fails at events_pkey.
WITH moved AS (
    INSERT INTO heads (stream, subject, sequence, hash)
    SELECT head.stream, head.subject, head.sequence, head.hash
    FROM unnest($10::text[], $11::text[], $12::bigint[], $13::bytea[]) AS head (stream, subject, sequence, hash)
    ON CONFLICT (stream, subject) DO UPDATE
    SET sequence = excluded.sequence, hash = excluded.hash
)
INSERT INTO events (stream, subject, sequence, id, type, data, hash, actor, time)
SELECT entry.stream, entry.subject, entry.sequence, entry.id, entry.type, entry.data::jsonb, entry.hash, entry.actor, $9
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::text[])
    AS entry (stream, subject, sequence, id, type, data, hash, actor)
