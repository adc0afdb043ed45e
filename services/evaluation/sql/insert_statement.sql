INSERT INTO statements (statement_id, case_id, unit, criteria, question, due_on, state)
VALUES ($1, $2, $3, $4, $5, $6, $7)
