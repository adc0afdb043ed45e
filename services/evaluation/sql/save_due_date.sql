UPDATE cases
SET due_on = $2::date,
    due_before_stop = CASE WHEN stopped_on IS NULL THEN NULL ELSE $2::date END
WHERE case_id = $1
