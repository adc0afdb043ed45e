-- The rows of a batch that nobody remembers. Uses impulses_pkey and impulse_parts_pkey.
SELECT
    impulse_id::text AS impulse_id, impulse, assessment, measure, texts, status_parts, status, visibility, origin, decision,
    listed
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE impulse_id = ANY($1::uuid[])
