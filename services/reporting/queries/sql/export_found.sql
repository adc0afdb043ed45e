-- All that holds the words, $8 as people type them and $9 the same as beginnings, with its parts, by number. Uses impulse_words_words.
SELECT impulse, assessment, measure, texts, status_parts
FROM impulses
JOIN impulse_words USING (impulse_id)
JOIN impulse_parts USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $8) || to_tsquery('german', $9))
    -- include narrowed
ORDER BY number
