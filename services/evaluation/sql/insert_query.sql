INSERT INTO queries (query_id, case_id, state, reply_by, question_id)
VALUES ($1, $2, 'open', $3, $4)
