-- Every open case with what decides about its due date, in the order of due dates.
SELECT i.number, c.state, c.track, c.due_on, c.opened_on, c.stopped_on IS NOT NULL AS stopped, c.state_since,
    statements.due_on AS statement_due_on, paper.session_on
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
CROSS JOIN LATERAL (
    SELECT min(asked_units.due_on) AS due_on
    FROM asked_units
    WHERE asked_units.case_id = c.case_id
) AS statements
LEFT JOIN council_papers AS paper ON paper.case_id = c.case_id
WHERE c.state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'before_council', 'decided')
ORDER BY c.due_on, c.case_id
