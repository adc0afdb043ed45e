-- What the items of a session are about; a title that was erased is null.
SELECT c.case_id, c.impulse_id, c.state, c.track, i.number, i.visibility, text.content ->> 'title' AS title,
    item.resolution IS NOT NULL AND NOT EXISTS (
        SELECT FROM decisions AS d WHERE d.case_id = c.case_id AND d.body = s.body AND d.resolution = item.resolution
    ) AS withdrawn
FROM agenda_items AS item
JOIN committee_sessions AS s USING (session_id)
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE item.session_id = $1
