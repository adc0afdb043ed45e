-- Open cases after the cursor with a free place that this evaluator may take, but for the marks of submitters, which only
-- the key can compare. Pools that the city no longer has are everybody's. Filters are null where they do not count. Uses
-- cases_state_due, and reads no further than the page if it is planned for its values: see plan_each_time.
SELECT c.case_id, c.impulse_id, c.due_on, c.profile, c.state, i.number, i.visibility, i.portal_reference,
    i.submitter_marks, text.content ->> 'title' AS title, places.taken, c.evaluators_required, c.third_opinion
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
CROSS JOIN LATERAL (
    SELECT count(*) AS taken,
        count(*) FILTER (WHERE seats.unit = $2 OR seats.evaluator = $1) AS barred
    FROM seats
    WHERE seats.case_id = c.case_id
        AND (seats.state = 'submitted' OR (seats.state = 'claimed' AND seats.expires_at > service_now()))
) AS places
WHERE c.state = 'open'
    AND (c.due_on, c.case_id) > ($3, $4)
    AND ($5::uuid IS NULL OR c.impulse_id = $5)
    AND (c.pool IS NULL OR c.pool = ANY($6::text[]) OR c.pool <> ALL($7::text[]))
    AND ($8::text IS NULL OR c.pool = $8)
    AND ($9::text IS NULL OR c.track = $9)
    AND ($10::text IS NULL OR i.field_of_action = $10)
    AND ($11::date IS NULL OR c.due_on <= $11)
    AND places.taken < c.evaluators_required
    AND places.barred = 0
    AND NOT EXISTS (
        SELECT
        FROM seats
        WHERE seats.case_id = c.case_id AND seats.evaluator = $1 AND seats.state = 'set_aside'
    )
    AND NOT EXISTS (SELECT FROM barred_evaluators AS barred WHERE barred.impulse_id = c.impulse_id AND barred.person = $1)
ORDER BY c.due_on, c.case_id
LIMIT $12
