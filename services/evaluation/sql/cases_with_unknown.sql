-- Consolidated cases with one of these flags. Uses cases_state_due.
SELECT c.case_id, c.impulse_id, c.due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE c.state = 'consolidated'
    AND c.result -> 'flags' ?| $1::text[]
ORDER BY c.due_on, c.case_id
LIMIT $2
