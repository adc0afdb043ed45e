-- Keeps what was not told yet and returns it.
INSERT INTO told_lateness (case_id, cause, due_on, level)
SELECT new.case_id, new.cause, new.due_on, new.level
FROM unnest($1::uuid[], $2::text[], $3::date[], $4::integer[]) AS new (case_id, cause, due_on, level)
ON CONFLICT DO NOTHING
RETURNING case_id, cause, due_on, level
