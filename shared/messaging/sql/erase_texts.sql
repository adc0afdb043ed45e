-- An erasure takes away whatever is here; its version stays. A late one does not lower that of a newer erasure.
INSERT INTO texts (text_id, impulse_id, topic, text_version)
SELECT text_id, impulse_id, topic, text_version
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[]) AS erased (text_id, impulse_id, topic, text_version)
ON CONFLICT (text_id) DO UPDATE
SET content = NULL,
    text_version = CASE
        WHEN texts.content IS NULL
        THEN greatest(texts.text_version, excluded.text_version)
        ELSE excluded.text_version
    END
