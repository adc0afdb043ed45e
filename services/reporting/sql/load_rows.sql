-- The rows of a batch that nobody remembers. Uses impulse_parts_pkey.
SELECT impulse_id::text AS impulse_id, impulse, assessment, measure, texts, status_parts
FROM impulse_parts
WHERE impulse_id = ANY($1::uuid[])
