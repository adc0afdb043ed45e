SELECT id, made_at, impulses, facts, bytes, sha256
FROM facts_downloads
ORDER BY id DESC
LIMIT 1
