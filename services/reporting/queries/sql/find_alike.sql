-- What holds each word of $8 or one of the $9 words of titles that look most like it; no more than $10. Uses title_words_alike
-- and impulse_words_words.
WITH meant AS (
    SELECT string_agg(format('(%s)', concat_ws(' | ', typed.lexeme, alike)), ' & ')::tsquery AS words
    FROM unnest(to_tsvector('german', $8)) AS typed
    CROSS JOIN LATERAL (
        SELECT string_agg(word, ' | ') AS alike
        FROM (
            SELECT word
            FROM title_words
            WHERE word % typed.lexeme
            ORDER BY similarity(word, typed.lexeme) DESC, word
            LIMIT $9
        ) AS most_alike
    ) AS chosen
    WHERE typed.lexeme ~ '^[[:alpha:]]+$'
)
SELECT impulse_id
FROM meant
JOIN impulse_words ON impulse_words.words @@ meant.words
JOIN impulses USING (impulse_id)
WHERE listed
    -- include narrowed
LIMIT $10
