SELECT FROM committee_sessions
WHERE session_id = $1
FOR UPDATE
