INSERT INTO case_sheets (case_id, version, title, body, kept_at)
VALUES ($1, $2, $3, $4, $5)
