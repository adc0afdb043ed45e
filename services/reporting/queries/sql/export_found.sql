-- All that holds the words, $8 as people type them and $9 the same as beginnings, with its parts, by number. Uses impulse_words_words.
SELECT impulse, assessment, measure, texts, status_parts
FROM impulses
JOIN impulse_words USING (impulse_id)
JOIN impulse_parts USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $8) || to_tsquery('german', $9))
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR decision = $2)
    AND ($3::text IS NULL OR origin = $3)
    AND ($4::text IS NULL OR field_of_action = $4)
    AND ($5::smallint IS NULL OR goals @> ARRAY[$5])
    AND ($6::date IS NULL OR received_on >= $6)
    AND ($7::date IS NULL OR received_on < $7)
ORDER BY number
