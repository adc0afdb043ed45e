-- One page of what was given to somebody else, the newest first. Uses impulses_passed_on.
SELECT impulse_id, number, title, status, decision, received_on AS day, impulse, assessment
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE listed
    AND status IN ('forwarded', 'handed_over')
    AND ($1::date IS NULL OR (received_on, impulse_id) < ($1, $2::uuid))
ORDER BY received_on DESC, impulse_id DESC
LIMIT $3
