-- The impulses that were released last, with what rules look at and the pool that their case went to.
SELECT i.number, i.field_of_action, i.strategic_goals, i.unit,
    concat_ws(' ', text.content ->> 'title', text.content ->> 'body') AS words, c.evaluators_required
FROM impulses AS i
JOIN texts AS text ON text.text_id = i.text_id AND text.content IS NOT NULL
JOIN LATERAL (
    SELECT case_id, evaluators_required
    FROM cases
    WHERE cases.impulse_id = i.impulse_id
    ORDER BY round DESC
    LIMIT 1
) AS c ON true
ORDER BY c.case_id DESC
LIMIT $1
