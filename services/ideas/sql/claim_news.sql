-- Returns nothing where another instance was faster.
DELETE FROM news
USING impulses
WHERE news.impulse_id = $1 AND news.kind = $2 AND impulses.id = news.impulse_id
RETURNING impulses.number
