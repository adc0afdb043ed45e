-- A page in the order of arrival, after the last id of the page before. Uses impulses_state, else impulses_pkey.
SELECT id, number, title, origin, received_on, state
FROM impulses
WHERE ($1::text IS NULL OR state = $1)
AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3
