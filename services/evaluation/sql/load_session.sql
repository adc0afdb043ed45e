SELECT session_id, body, year, number, session_on, starts_at, place, ends_on, public, state, present, absent
FROM committee_sessions
WHERE session_id = $1
