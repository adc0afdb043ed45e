-- One page of those that wait for a decision too long on the day $4: their assessment was due, or more than $5 months have
-- passed since the receipt; the longest first. Uses impulses_waiting.
SELECT impulse_id, number, title, status, decision, received_on AS day, due_on
FROM impulses
WHERE listed
    AND status IN ('in_assessment', 'before_council')
    AND (due_on < $4 OR received_on + make_interval(months => $5) < $4)
    AND ($1::date IS NULL OR (received_on, impulse_id) > ($1, $2::uuid))
ORDER BY received_on, impulse_id
LIMIT $3
