INSERT INTO vault.contacts (impulse_id, wrapped_key, sealed)
SELECT new.impulse_id, new.wrapped_key, new.sealed
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS new (impulse_id, wrapped_key, sealed)
