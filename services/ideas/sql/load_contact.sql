SELECT wrapped_key, sealed
FROM vault.contacts
WHERE impulse_id = $1
