-- Cases as a decision looks at them, with a hash of all that the person has in view. Of the result only what a decision looks at,
-- and with $2 what a text can say.
SELECT c.case_id, c.impulse_id, c.round, c.state, c.catalogue_id, c.catalogue_version, c.track, c.profile,
    c.evaluators_required, c.due_on, c.cause,
    CASE
        WHEN $2::boolean THEN c.result - '{sdg, rounded, levers, individual, conflicts, radius_by_t, accept_dim}'::text[]
        WHEN c.result IS NOT NULL THEN jsonb_build_object('decision', c.result -> 'decision', 'flags', c.result -> 'flags')
    END AS result,
    i.number, i.unit, i.field_of_action, CASE WHEN $2 THEN text.content ->> 'title' END AS title,
    places.evaluators, places.units, places.states,
    md5(
        ROW(
            c.state, c.state_since, c.round, c.track, text.text_id, text.text_version, i.visibility, i.motion,
            i.one_off_cents, i.yearly_cents, i.subjects, i.unit, i.field_of_action
        )::text
    ) AS seen
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(evaluator), '{}') AS evaluators, coalesce(array_agg(unit), '{}') AS units,
        coalesce(array_agg(state), '{}') AS states
    FROM seats
    WHERE seats.case_id = c.case_id
) AS places
WHERE c.case_id = ANY($1::uuid[])
