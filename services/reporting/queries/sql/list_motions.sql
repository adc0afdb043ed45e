-- One page of motions and petitions, the one received last first. Uses impulses_motions.
SELECT impulse_id, number, title, status, decision, received_on AS day, motion, session_on
FROM impulses
WHERE listed
    AND motion IS NOT NULL
    AND ($1::date IS NULL OR (received_on, impulse_id) < ($1, $2::uuid))
ORDER BY received_on DESC, impulse_id DESC
LIMIT $3
