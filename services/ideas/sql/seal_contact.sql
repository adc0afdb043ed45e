INSERT INTO vault.contacts (impulse_id, wrapped_key, sealed)
VALUES ($1, $2, $3)
