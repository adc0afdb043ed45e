-- Uses follow_ups_open.
SELECT c.case_id, c.impulse_id, c.due_on AS due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title, f.addressee, f.since
FROM follow_ups AS f
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE f.answered_on IS NULL
ORDER BY f.since, f.case_id
LIMIT $1
