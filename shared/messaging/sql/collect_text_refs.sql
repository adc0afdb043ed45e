-- A text and the fact that names it first are published in one transaction, so they have one time.
INSERT INTO text_refs (text_id, text_version, impulse_id, time)
SELECT DISTINCT ON (text_id)
    (ref ->> 'text_id')::uuid AS text_id,
    (ref ->> 'text_version')::integer AS text_version,
    events.subject,
    events.time
FROM events
CROSS JOIN LATERAL jsonb_path_query(events.data, 'strict $.** ? (exists (@.text_hash))') AS ref
WHERE events.stream = $1
ORDER BY text_id, text_version DESC, events.time
