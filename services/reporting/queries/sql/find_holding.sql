-- What holds the words: $8 as people type them, $9 the same words as beginnings; no more than $10. Uses impulse_words_words, or
-- for words that many hold impulses_listed.
SELECT impulse_id
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $8) || to_tsquery('german', $9))
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR decision = $2)
    AND ($3::text IS NULL OR origin = $3)
    AND ($4::text IS NULL OR field_of_action = $4)
    AND ($5::smallint IS NULL OR goals @> ARRAY[$5])
    AND ($6::date IS NULL OR received_on >= $6)
    AND ($7::date IS NULL OR received_on < $7)
LIMIT $10
