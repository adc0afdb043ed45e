SELECT due_on, stopped_on, due_before_stop AS due_before, stopped_days, extended_days
FROM cases
WHERE case_id = $1
