-- What ended last comes first. Uses measures_finished.
SELECT *
FROM measures_with_words
WHERE finished_at IS NOT NULL
ORDER BY finished_at DESC, measure_id
LIMIT $1
OFFSET $2
