-- A page of one state after the cursor. Uses cases_state_due.
SELECT c.case_id, c.impulse_id, c.due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE c.state = $1
    AND (c.due_on, c.case_id) > ($2, $3)
ORDER BY c.due_on, c.case_id
LIMIT $4
