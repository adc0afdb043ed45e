INSERT INTO catalogue_proposals (sha256, content, uploaded_at)
VALUES ($1, $2, $3)
ON CONFLICT (sha256) DO UPDATE
SET uploaded_at = excluded.uploaded_at
