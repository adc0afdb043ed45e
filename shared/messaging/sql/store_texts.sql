INSERT INTO texts (text_id, impulse_id, topic, kind, text_version, content)
SELECT text_id, impulse_id, topic, kind, text_version, content
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::jsonb[])
    AS new (text_id, impulse_id, topic, kind, text_version, content)
ON CONFLICT (text_id) DO UPDATE
SET text_version = excluded.text_version, content = excluded.content, kind = excluded.kind, topic = excluded.topic
WHERE texts.text_version < excluded.text_version
