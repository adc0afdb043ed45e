INSERT INTO facts_downloads (made_at, impulses, facts, bytes, sha256)
VALUES ($1, $2, $3, 0, '')
RETURNING id
