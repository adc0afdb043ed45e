INSERT INTO queries (query_id, case_id, state, reply_by, question_id, stage)
VALUES ($1, $2, 'open', $3, $4, $5)
