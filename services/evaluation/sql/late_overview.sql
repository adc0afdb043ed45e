-- The same cases as in late_cases.sql, the longest late first (decisions and publications by an estimate of seven days for
-- five), at most $6. Whether somebody who has a place in the case is away today ($7) is all that is said about people.
SELECT c.case_id, i.number, i.visibility, text.content ->> 'title' AS title, c.state, c.track, c.due_on,
    c.stopped_on IS NOT NULL AS stopped, c.state_since, statements.due_on AS statement_due_on,
    paper.session_on,
    EXISTS (
        SELECT
        FROM seats
        JOIN absences ON absences.person = seats.evaluator
        WHERE seats.case_id = c.case_id
            AND c.state = 'open'
            AND seats.state <> 'submitted'
            AND $7 BETWEEN absences.first_day AND absences.last_day
    ) AS absence
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
CROSS JOIN LATERAL (
    SELECT min(asked_units.due_on) AS due_on
    FROM asked_units
    WHERE asked_units.case_id = c.case_id
) AS statements
LEFT JOIN council_papers AS paper ON paper.case_id = c.case_id
WHERE c.state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'before_council', 'decided')
    AND ((c.state NOT IN ('before_council', 'decided') AND statements.due_on <= $1) OR CASE
        WHEN c.state IN ('open', 'awaiting_consensus') OR (c.state = 'consolidated' AND c.track = 'direct') THEN c.due_on <= $1
        WHEN c.state = 'awaiting_office' THEN coalesce(statements.due_on, c.due_on) <= $1
        WHEN c.state = 'consolidated' THEN c.state_since < $2
        WHEN c.state = 'before_council' THEN paper.session_on <= $1
        ELSE c.state_since < $3
    END)
ORDER BY CASE
    WHEN c.state IN ('open', 'awaiting_consensus') OR (c.state = 'consolidated' AND c.track = 'direct') THEN c.due_on
    WHEN c.state = 'awaiting_office' THEN coalesce(statements.due_on, c.due_on)
    WHEN c.state = 'consolidated' THEN c.state_since::date + $4::integer * 7 / 5
    WHEN c.state = 'before_council' THEN paper.session_on
    ELSE c.state_since::date + $5::integer * 7 / 5
END, c.case_id
LIMIT $6
