INSERT INTO exports (export_id, impulse_id, purpose, exported_by, exported_at)
VALUES ($1, $2, $3, $4, $5)
