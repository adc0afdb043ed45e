-- Uses appeals_open.
SELECT count(*)
FROM appeals
WHERE state = 'waiting'
