-- The status of some impulses, locked until commit, in one order for everybody so that writers cannot deadlock.
INSERT INTO impulse_status AS status (impulse_id, parts, times)
SELECT wanted.impulse_id, '{}', '{}'
FROM unnest($1::uuid[]) AS wanted (impulse_id)
ORDER BY wanted.impulse_id
ON CONFLICT (impulse_id) DO UPDATE
SET parts = status.parts
RETURNING impulse_id, parts, times
