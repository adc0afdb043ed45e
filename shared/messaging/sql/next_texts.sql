-- The current texts of some topics after a text id, with the time of their publication as far as facts tell it.
-- Locked until commit: whoever publishes a newer version or erases one waits, and so comes later in the outbox.
SELECT
    texts.text_id,
    texts.impulse_id,
    texts.topic,
    texts.text_version,
    texts.content,
    coalesce(text_refs.time, service_now()) AS time
FROM texts
LEFT JOIN text_refs
ON text_refs.text_id = texts.text_id
AND text_refs.text_version = texts.text_version
WHERE texts.topic = ANY($1::text[])
AND texts.content IS NOT NULL
AND texts.text_id > $2
ORDER BY texts.text_id
LIMIT $3
FOR UPDATE OF texts
