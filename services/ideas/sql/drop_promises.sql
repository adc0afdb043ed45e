DELETE FROM promises
WHERE impulse_id = ANY($1::uuid[])
