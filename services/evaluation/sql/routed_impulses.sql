-- The impulses that were released last, with what rules look at and how many assessments their newest case takes. Ids of
-- cases grow with time: uses cases_pkey backwards and cases_impulse_id_round_key.
SELECT i.number, i.field_of_action, i.strategic_goals, i.unit,
    concat_ws(' ', text.content ->> 'title', text.content ->> 'body') AS words, c.evaluators_required
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
JOIN texts AS text ON text.text_id = i.text_id AND text.content IS NOT NULL
WHERE NOT EXISTS (
    SELECT
    FROM cases AS later
    WHERE later.impulse_id = c.impulse_id
        AND later.round > c.round
)
ORDER BY c.case_id DESC
LIMIT $1
