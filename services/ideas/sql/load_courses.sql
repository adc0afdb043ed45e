SELECT impulse_id, due_on, cause, session_on, until
FROM courses
WHERE impulse_id = ANY($1::uuid[])
