-- What waits for these people, a row per person and case. Claims of somebody who is away wait for the deputy; decisions and
-- publications wait for everybody in that role. `$2` is today, decisions and publications are those that came to their state
-- before $3 and $4; the direct track has dates of its own. Uses seats_evaluator, office_questions_unit_due,
-- statements_unit_due and cases_state_due.
WITH answers_for AS (
    SELECT people.person, people.person AS holder, false AS as_deputy
    FROM unnest($1::text[]) AS people (person)
    WHERE NOT EXISTS (
        SELECT FROM absences
        WHERE absences.person = people.person AND $2 BETWEEN absences.first_day AND absences.last_day
    )
    UNION ALL
    SELECT absences.deputy, absences.person, true
    FROM absences
    WHERE absences.deputy = ANY($1::text[]) AND $2 BETWEEN absences.first_day AND absences.last_day
), waiting AS (
    SELECT answers_for.person, answers_for.as_deputy, seats.case_id, NULL::date AS statement_due_on
    FROM answers_for
    JOIN seats ON seats.evaluator = answers_for.holder
    JOIN cases USING (case_id)
    WHERE seats.state = 'claimed' AND seats.expires_at > service_now() AND cases.state = 'open'
    UNION ALL
    SELECT answers_for.person, answers_for.as_deputy, asked.case_id, min(asked.due_on)
    FROM answers_for
    JOIN staff ON staff.person = answers_for.holder
    JOIN (
        SELECT case_id, unit, due_on
        FROM office_questions
        WHERE answer IS NULL
        UNION ALL
        SELECT case_id, unit, due_on
        FROM statements
        WHERE state = 'requested'
    ) AS asked ON asked.unit = staff.unit
    JOIN cases USING (case_id)
    WHERE staff.role = 'office' AND cases.state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated')
    GROUP BY answers_for.person, answers_for.as_deputy, asked.case_id
    UNION ALL
    SELECT answers_for.person, answers_for.as_deputy, cases.case_id, NULL
    FROM answers_for
    JOIN staff ON staff.person = answers_for.holder
    JOIN cases ON cases.state = CASE staff.role WHEN 'decider' THEN 'consolidated' WHEN 'coordinator' THEN 'decided' END
    WHERE cases.state_since < CASE staff.role WHEN 'decider' THEN $3::timestamptz ELSE $4::timestamptz END
        OR (cases.state = 'consolidated' AND cases.track = 'direct')
)
SELECT DISTINCT ON (waiting.person, waiting.case_id)
    waiting.person, waiting.as_deputy, c.case_id, c.impulse_id, c.state, c.track, c.profile, c.due_on,
    c.stopped_on IS NOT NULL AS stopped, c.state_since, waiting.statement_due_on, NULL::date AS session_on,
    i.number, i.visibility, text.content ->> 'title' AS title
FROM waiting
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
ORDER BY waiting.person, waiting.case_id, waiting.as_deputy
