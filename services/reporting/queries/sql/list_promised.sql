-- One page of what was promised for a day before $4 and is not done; the oldest promise first. Uses impulses_promised.
SELECT impulse_id, number, title, status, decision, promised_for AS day
FROM impulses
WHERE listed
    AND promised_for IS NOT NULL
    AND promised_for < $4
    AND ($1::date IS NULL OR (promised_for, impulse_id) > ($1, $2::uuid))
ORDER BY promised_for, impulse_id
LIMIT $3
