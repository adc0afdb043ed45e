INSERT INTO queries (query_id, impulse_id, case_id, stage, state, remind_on, reply_by, question_id)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7)
