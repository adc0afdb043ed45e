-- Uses measures_pkey.
SELECT *
FROM measures_with_words
WHERE measure_id = $1
