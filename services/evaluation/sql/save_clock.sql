UPDATE cases
SET due_on = $2, stopped_on = $3, due_before_stop = $4, stopped_days = $5, extended_days = $6
WHERE case_id = $1
