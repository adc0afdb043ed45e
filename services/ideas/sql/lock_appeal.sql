-- One appeal, locked until commit. Uses appeals_pkey.
SELECT appeal_id, impulse_id, round, grounds, state, words, rewrite_until
FROM appeals
WHERE appeal_id = $1
FOR UPDATE
