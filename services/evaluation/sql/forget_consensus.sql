DELETE FROM consensus_meetings
WHERE case_id = $1
