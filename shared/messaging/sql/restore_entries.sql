-- Entries as they were published, in the order given; who acted is not published and stays unknown.
WITH last AS (
    SELECT DISTINCT ON (entry.subject) entry.subject, entry.sequence, entry.hash
    FROM unnest($2::text[], $3::bigint[], $4::bytea[]) AS entry (subject, sequence, hash)
    ORDER BY entry.subject, entry.sequence DESC
), moved AS (
    INSERT INTO heads AS head (stream, subject, sequence, hash)
    SELECT $1, subject, sequence, hash
    FROM last
    ON CONFLICT (stream, subject) DO UPDATE
    SET sequence = excluded.sequence, hash = excluded.hash
)
INSERT INTO events (stream, subject, sequence, hash, id, type, time, data)
SELECT $1, entry.subject, entry.sequence, entry.hash, entry.id, entry.type, entry.time, entry.data
FROM unnest($2::text[], $3::bigint[], $4::bytea[], $5::uuid[], $6::text[], $7::timestamptz[], $8::jsonb[])
    AS entry (subject, sequence, hash, id, type, time, data)
