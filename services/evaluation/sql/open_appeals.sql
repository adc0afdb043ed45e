-- Uses appeals_open.
SELECT c.case_id, c.impulse_id, appeal.due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title
FROM appeals AS appeal
JOIN cases AS c USING (case_id)
JOIN impulses AS i ON i.impulse_id = c.impulse_id
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE appeal.state = 'open'
ORDER BY appeal.due_on, appeal.appeal_id
LIMIT $1
