-- What has a title that looks like the words, most alike first: for words that nothing holds. Uses impulse_words_title.
SELECT impulse_id, number, impulses.title, status, sub_state, decision, origin, field_of_action, goals, received_on, updated_at
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND lower($8) <<% impulse_words.title
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR decision = $2)
    AND ($3::text IS NULL OR origin = $3)
    AND ($4::text IS NULL OR field_of_action = $4)
    AND ($5::smallint IS NULL OR goals @> ARRAY[$5])
    AND ($6::date IS NULL OR received_on >= $6)
    AND ($7::date IS NULL OR received_on < $7)
ORDER BY strict_word_similarity(lower($8), impulse_words.title) DESC, updated_at DESC, impulse_id DESC
LIMIT $9
