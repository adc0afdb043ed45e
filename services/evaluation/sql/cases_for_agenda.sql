-- A page of the cases that wait for a decision, or for the answer to an appeal, and stand on no agenda.
-- Uses cases_state_due and agenda_items_waiting.
SELECT c.case_id, c.due_on, c.state, i.number, text.content ->> 'title' AS title
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE (
    c.state IN ('consolidated', 'before_council')
    OR (c.state = 'published' AND c.case_id IN (SELECT case_id FROM appeals WHERE appeals.state = 'open'))
)
    AND (c.due_on, c.case_id) > ($1, $2)
    AND NOT EXISTS (SELECT FROM agenda_items AS item WHERE item.case_id = c.case_id AND item.outcome IS NULL)
ORDER BY c.due_on, c.case_id
LIMIT $3
