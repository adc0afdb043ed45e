-- How many impulses search_impulses would give on all its pages together. Uses impulse_words_words.
SELECT count(*)
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $4) || to_tsquery('german', $5))
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR origin = $2)
    AND ($3::text IS NULL OR field_of_action = $3)
