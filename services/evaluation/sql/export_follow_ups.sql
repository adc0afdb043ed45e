SELECT *
FROM follow_ups
WHERE case_id = $1
