SELECT agreed, minutes, result_of_votes
FROM consensus_meetings
WHERE case_id = $1
