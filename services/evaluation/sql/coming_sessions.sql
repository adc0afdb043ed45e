-- Sessions that are not over, the next one first.
SELECT session_id, body, year, number, session_on, starts_at, place, ends_on, public, state,
    (SELECT count(*) FROM agenda_items AS item WHERE item.session_id = s.session_id) AS items
FROM committee_sessions AS s
WHERE state IN ('planned', 'open')
ORDER BY session_on, session_id
LIMIT $1
