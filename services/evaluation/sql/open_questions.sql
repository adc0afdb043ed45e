-- Exclusion criteria that wait for an office. Uses cases_state_due.
SELECT c.case_id, i.number, i.visibility, text.content ->> 'title' AS title, q.criterion, q.office, q.due_on
FROM cases AS c
JOIN office_questions AS q USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE c.state = 'awaiting_office' AND q.answer IS NULL
ORDER BY q.due_on, c.case_id, q.criterion
LIMIT $1
