-- The rows of a batch; the offsets advanced before keep a second projector out. Uses impulses_pkey.
SELECT impulse_id, impulse, assessment, measure, texts, status_parts
FROM impulses
WHERE impulse_id = ANY($1::uuid[])
