-- The rows of a batch; the lock on the views keeps a second projector out. Uses impulses_pkey.
SELECT
    impulse_id::text AS impulse_id, impulse::text AS impulse, assessment::text AS assessment, measure::text AS measure,
    texts::text AS texts, status_parts::text AS status_parts, status, visibility, origin, decision, listed
FROM impulses
WHERE impulse_id = ANY($1::uuid[])
