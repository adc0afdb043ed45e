UPDATE impulse_status
SET parts = new.parts, times = new.times
FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) AS new (impulse_id, parts, times)
WHERE impulse_status.impulse_id = new.impulse_id
