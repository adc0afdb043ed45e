-- The review that the submitter asked for, with its words as far as they are here.
SELECT appeals.*, texts.content ->> 'body' AS words
FROM appeals
LEFT JOIN texts ON texts.text_id = appeals.text_id
WHERE appeals.impulse_id = $1
