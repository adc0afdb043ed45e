-- One page of what holds the words: $4 as people type them, $5 the same words as beginnings. Uses impulse_words_words.
SELECT impulse_id, number, title, status, sub_state, decision, origin, field_of_action, received_on, updated_at
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $4) || to_tsquery('german', $5))
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR origin = $2)
    AND ($3::text IS NULL OR field_of_action = $3)
    AND ($6::timestamptz IS NULL OR (updated_at, impulse_id) < ($6, $7::uuid))
ORDER BY updated_at DESC, impulse_id DESC
LIMIT $8
