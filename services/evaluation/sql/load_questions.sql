SELECT criterion, statement_id, office, unit, due_on, answer, reason
FROM office_questions
WHERE case_id = $1
ORDER BY criterion
