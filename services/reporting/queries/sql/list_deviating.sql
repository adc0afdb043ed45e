-- One page of decisions that deviate from the recommendation, the newest first. Uses impulses_deviating.
SELECT impulse_id, number, title, status, decision, decided_on AS day, assessment, texts
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE listed
    AND deviation
    AND ($1::date IS NULL OR (decided_on, impulse_id) < ($1, $2::uuid))
ORDER BY decided_on DESC, impulse_id DESC
LIMIT $3
