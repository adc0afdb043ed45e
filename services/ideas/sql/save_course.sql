INSERT INTO courses (impulse_id, due_on, cause, session_on, until)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (impulse_id) DO UPDATE
SET due_on = excluded.due_on, cause = excluded.cause, session_on = excluded.session_on, until = excluded.until
