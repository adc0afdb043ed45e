-- Accepted and nobody has planned anything; who waits longest comes first. Uses impulses_accepted and measures_impulse.
SELECT *, '{}'::uuid[] AS measures
FROM impulses_with_words
WHERE decision IN ('accepted', 'accepted_with_conditions')
AND NOT EXISTS (
    SELECT
    FROM measures
    WHERE measures.impulse_id = impulses_with_words.impulse_id
)
ORDER BY decided_at, impulse_id
LIMIT $1
OFFSET $2
