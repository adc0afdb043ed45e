INSERT INTO profiles (id, position, label, track, activated_at)
SELECT new.id, new.position, new.label, new.track, $4
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS new (id, label, track, position)
