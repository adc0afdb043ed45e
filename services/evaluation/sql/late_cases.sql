-- Cases that are late on a day: assessments and statements due up to $1, decisions and publications of cases that came to
-- their state before $2 and $3, sessions up to $1; on the direct track the decision has the case's own date. After the case $4, at most $5.
-- Uses cases_state_due.
SELECT c.case_id, c.impulse_id, c.round, c.state, c.track, c.due_on, c.stopped_on IS NOT NULL AS stopped, c.state_since,
    statements.due_on AS statement_due_on,
    paper.session_on
FROM cases AS c
CROSS JOIN LATERAL (
    SELECT min(asked_units.due_on) AS due_on
    FROM asked_units
    WHERE asked_units.case_id = c.case_id
) AS statements
LEFT JOIN council_papers AS paper ON paper.case_id = c.case_id
WHERE c.case_id > $4
    AND c.state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'before_council', 'decided')
    AND ((c.state NOT IN ('before_council', 'decided') AND statements.due_on <= $1) OR CASE
        WHEN c.state IN ('open', 'awaiting_consensus') OR (c.state = 'consolidated' AND c.track = 'direct') THEN c.due_on <= $1
        WHEN c.state = 'awaiting_office' THEN coalesce(statements.due_on, c.due_on) <= $1
        WHEN c.state = 'consolidated' THEN c.state_since < $2
        WHEN c.state = 'before_council' THEN paper.session_on <= $1
        ELSE c.state_since < $3
    END)
ORDER BY c.case_id
LIMIT $5
FOR UPDATE OF c
