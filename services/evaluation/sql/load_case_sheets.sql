SELECT version, title, body, kept_at
FROM case_sheets
WHERE case_id = $1
ORDER BY version DESC
