-- Cases that this evaluator holds now. Uses seats_evaluator.
SELECT c.case_id, c.impulse_id, c.due_on, c.profile, c.state, i.number, i.visibility,
    text.content ->> 'title' AS title,
    seats.expires_at
FROM seats
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE seats.evaluator = $1
    AND seats.state = 'claimed'
    AND seats.expires_at > service_now()
    AND c.state = 'open'
ORDER BY c.due_on, c.case_id
