-- A page of cases with an unpublished decision after the cursor. Uses decisions_pending.
SELECT c.case_id, c.impulse_id, c.due_on AS due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title
FROM decisions AS d
JOIN cases AS c ON c.case_id = d.case_id
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE d.published_at IS NULL
    AND (c.due_on, c.case_id) > ($1, $2)
ORDER BY c.due_on, c.case_id
LIMIT $3
