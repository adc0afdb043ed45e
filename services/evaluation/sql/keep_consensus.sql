INSERT INTO consensus_meetings (case_id, agreed, minutes, result_of_votes)
VALUES ($1, $2, $3, $4)
