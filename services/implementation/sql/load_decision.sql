-- Uses impulses_pkey.
SELECT decision
FROM impulses
WHERE impulse_id = $1
