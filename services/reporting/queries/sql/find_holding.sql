-- What holds the words: $8 as people type them, $9 the same words as beginnings; no more than $10. Uses impulse_words_words, or
-- for words that many hold impulses_listed.
SELECT impulse_id
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $8) || to_tsquery('german', $9))
    -- include narrowed
LIMIT $10
