INSERT INTO profiles (id, position, label, track, limits, activated_at)
SELECT new.id, new.position, new.label, new.track, new.limits, $5
FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS new (id, label, track, limits, position)
