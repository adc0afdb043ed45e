-- Published cases whose impulses share words with this one: those of its title, and those that its text repeats. The newest
-- round of each. Uses impulses_decided_words.
WITH own AS (
    SELECT i.impulse_id, text.content ->> 'title' AS title, text.content ->> 'body' AS body
    FROM cases AS c
    JOIN impulses AS i USING (impulse_id)
    JOIN texts AS text ON text.text_id = i.text_id
    WHERE c.case_id = $1
), repeated AS (
    SELECT lexeme
    FROM own
    CROSS JOIN LATERAL unnest(to_tsvector('german', body))
    WHERE cardinality(positions) > 1
    ORDER BY cardinality(positions) DESC, lexeme
    LIMIT 8
), wanted AS (
    SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS words
    FROM (
        SELECT lexeme
        FROM own
        CROSS JOIN LATERAL unnest(to_tsvector('german', title))
        UNION
        SELECT lexeme
        FROM repeated
    ) AS both_kinds
)
SELECT c.case_id, c.catalogue_id, i.number, text.content ->> 'title' AS title, d.decision
FROM impulses AS i
CROSS JOIN wanted
JOIN LATERAL (
    SELECT case_id, catalogue_id
    FROM cases
    WHERE cases.impulse_id = i.impulse_id AND cases.state = 'published'
    ORDER BY round DESC
    LIMIT 1
) AS c ON true
JOIN published_decisions AS d ON d.case_id = c.case_id
JOIN texts AS text ON text.text_id = i.text_id
WHERE i.decided_words @@ wanted.words
    AND i.visibility <> 'confidential'
    AND i.impulse_id <> (SELECT impulse_id FROM own)
ORDER BY ts_rank(i.decided_words, wanted.words) DESC, i.number DESC
LIMIT $2
