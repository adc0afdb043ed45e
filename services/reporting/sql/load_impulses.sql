-- The rows of a batch, locked against a second projector. Uses impulses_pkey.
SELECT impulse_id, impulse, assessment, measure, texts, status_parts
FROM impulses
WHERE impulse_id = ANY($1::uuid[])
