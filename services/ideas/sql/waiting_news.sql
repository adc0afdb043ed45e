SELECT impulse_id, kind
FROM news
ORDER BY impulse_id, kind
LIMIT $1
