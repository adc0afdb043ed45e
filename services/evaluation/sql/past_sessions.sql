-- Sessions that are over, the last one first. Uses committee_sessions_day.
SELECT session_id, body, year, number, session_on, starts_at, place, ends_on, public, state,
    (SELECT count(*) FROM agenda_items AS item WHERE item.session_id = s.session_id) AS items
FROM committee_sessions AS s
WHERE state IN ('closed', 'adjourned')
    AND (session_on, session_id) < ($1, $2)
ORDER BY session_on DESC, session_id DESC
LIMIT $3
