-- Every open case with what decides about its due date, in the order of due dates.
SELECT i.number, c.state, c.track, c.due_on, c.opened_on, c.stopped_on IS NOT NULL AS stopped, c.state_since,
    statements.due_on AS statement_due_on
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
CROSS JOIN LATERAL (
    SELECT min(asked.due_on) AS due_on
    FROM (
        SELECT office_questions.due_on
        FROM office_questions
        WHERE office_questions.case_id = c.case_id AND office_questions.answer IS NULL
        UNION ALL
        SELECT statements.due_on
        FROM statements
        WHERE statements.case_id = c.case_id AND statements.state = 'requested'
    ) AS asked
) AS statements
WHERE c.state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'decided')
ORDER BY c.due_on, c.case_id
