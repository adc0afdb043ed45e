-- Uses queries_question.
SELECT query_id, impulse_id
FROM queries
WHERE question_id = $1
