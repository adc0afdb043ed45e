-- Where a case stood on agendas, and what became of it there. Uses agenda_items_case.
SELECT item.*, session.body, session.year, session.number, session.session_on, session.starts_at, session.place, session.ends_on,
    session.public, session.state, session.present, session.absent
FROM agenda_items AS item
JOIN committee_sessions AS session USING (session_id)
WHERE item.case_id = $1
ORDER BY item.session_id
