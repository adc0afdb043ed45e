-- The appeal about an impulse, locked until commit. Uses appeals_impulse_id_key.
SELECT appeal_id, impulse_id, round, grounds, state, words, rewrite_until
FROM appeals
WHERE impulse_id = $1
FOR UPDATE
