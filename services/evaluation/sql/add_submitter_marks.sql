UPDATE impulses
SET submitter_marks = submitter_marks || $2::text[]
WHERE impulse_id = $1
