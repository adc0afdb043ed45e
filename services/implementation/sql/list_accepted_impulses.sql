-- A page of accepted impulses by id, after the last id of the page before, each with its measures. Uses measures_impulse.
SELECT impulses_with_words.*, planned.measures
FROM impulses_with_words
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(measure_id ORDER BY measure_id), '{}') AS measures
    FROM measures
    WHERE measures.impulse_id = impulses_with_words.impulse_id
) AS planned
WHERE impulses_with_words.decision IN ('accepted', 'accepted_with_conditions')
AND ($1::uuid IS NULL OR impulses_with_words.impulse_id > $1)
ORDER BY impulses_with_words.impulse_id
LIMIT $2
