-- What waits for screening, the oldest first. Uses appeals_open.
SELECT
    appeals.appeal_id, appeals.impulse_id, appeals.grounds, appeals.lodged_on, appeals.words,
    impulses.number, impulses.title
FROM appeals
JOIN impulses ON impulses.id = appeals.impulse_id
WHERE appeals.state = 'waiting'
AND ($1::uuid IS NULL OR appeals.appeal_id = $1)
ORDER BY appeals.appeal_id
LIMIT $2
