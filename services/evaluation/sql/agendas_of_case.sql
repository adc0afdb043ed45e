-- Where a case stands or stood on an agenda, the last one first. Uses agenda_items_case.
SELECT s.session_id, s.body, s.year || '/' || s.number AS label, s.session_on, item.position, item.outcome
FROM agenda_items AS item
JOIN committee_sessions AS s USING (session_id)
WHERE item.case_id = $1
ORDER BY s.session_on DESC, s.session_id DESC
