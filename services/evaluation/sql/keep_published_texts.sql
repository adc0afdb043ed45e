INSERT INTO published_texts (text_id, impulse_id, topic, text_version)
SELECT text_id, $1, $2, text_version
FROM unnest($3::uuid[], $4::integer[]) AS new (text_id, text_version)
ON CONFLICT (text_id) DO UPDATE
SET text_version = excluded.text_version
