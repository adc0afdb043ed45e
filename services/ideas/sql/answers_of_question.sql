-- Uses queries_question.
SELECT impulse_id, answer_id, answer_version
FROM queries
WHERE question_id = $1 AND answer_id IS NOT NULL
