-- The oldest first. Uses postponements_case.
SELECT due_before, due_on, reason, note
FROM postponements
WHERE case_id = $1
ORDER BY postponement_id
