-- What was proposed about a case that the body put off. Uses agenda_items_case.
SELECT item.proposal
FROM agenda_items AS item
JOIN committee_sessions AS s USING (session_id)
WHERE item.case_id = $1
    AND item.outcome IN ('postponed', 'objected')
    AND item.proposal IS NOT NULL
ORDER BY s.session_on DESC, s.session_id DESC
LIMIT 1
