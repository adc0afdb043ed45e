-- What is due first comes first. Uses measures_running.
SELECT *
FROM measures_with_words
WHERE finished_at IS NULL
ORDER BY due_on, measure_id
LIMIT $1
OFFSET $2
