-- Uses impulses_pkey and measures_impulse.
SELECT impulses_with_words.*, planned.measures
FROM impulses_with_words
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(measure_id ORDER BY measure_id), '{}') AS measures
    FROM measures
    WHERE measures.impulse_id = impulses_with_words.impulse_id
) AS planned
WHERE impulses_with_words.impulse_id = $1
