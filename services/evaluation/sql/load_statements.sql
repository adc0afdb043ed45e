SELECT statement_id, unit, criteria, question, due_on, state, answer, remarks
FROM statements
WHERE case_id = $1
ORDER BY statement_id
