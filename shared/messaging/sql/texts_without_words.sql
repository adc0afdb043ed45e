-- Texts that facts speak of and nobody keeps any more.
SELECT text_id, text_version, impulse_id, time
FROM text_refs
WHERE NOT EXISTS (
    SELECT
    FROM texts
    WHERE texts.text_id = text_refs.text_id
    AND texts.content IS NOT NULL
)
ORDER BY text_id
