-- A page in the order of planning, after the last id of the page before. Uses measures_impulse, else measures_pkey.
SELECT *
FROM measures_with_words
WHERE ($1::uuid IS NULL OR impulse_id = $1)
AND ($2::uuid IS NULL OR measure_id > $2)
ORDER BY measure_id
LIMIT $3
