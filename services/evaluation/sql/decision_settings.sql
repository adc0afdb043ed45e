-- What the decisions about these cases are taken in: the matter, the paper for the council, hearings, reviews, and who decided
-- earlier rounds.
SELECT c.case_id, c.cause, i.origin, i.motion, i.subjects, i.one_off_cents, i.yearly_cents, i.unit, i.field_of_action,
    EXISTS (SELECT FROM council_papers AS paper WHERE paper.case_id = c.case_id) AS council_paper,
    (
        SELECT CASE WHEN bool_or(query.state = 'open') THEN 'open' ELSE 'over' END
        FROM queries AS query
        WHERE query.case_id = c.case_id AND query.stage = 'hearing'
        HAVING count(*) > 0
    ) AS hearing,
    EXISTS (
        SELECT FROM appeals
        WHERE appeals.impulse_id = c.impulse_id AND appeals.case_id = c.case_id AND appeals.state = 'open'
    ) AS appealed,
    CASE WHEN c.round = 1 THEN '[]' ELSE (
        SELECT coalesce(
            jsonb_agg(jsonb_build_object('decider', d.decider, 'body', d.body) ORDER BY earlier.round, d.number), '[]'
        )
        FROM cases AS earlier
        JOIN decisions AS d ON d.case_id = earlier.case_id
        WHERE earlier.impulse_id = c.impulse_id
            AND earlier.round < c.round
            AND d.published_at IS NOT NULL
            AND d.occasion <> 'correction'
    ) END AS earlier
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
WHERE c.case_id = ANY($1::uuid[])
