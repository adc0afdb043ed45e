-- What the submitter was asked and answered, as far as the words are here. Uses queries_case.
SELECT queries.*, question.content ->> 'body' AS question, answer.content ->> 'body' AS answer
FROM queries
LEFT JOIN texts AS question ON question.text_id = queries.question_id
LEFT JOIN texts AS answer ON answer.text_id = queries.answer_id
WHERE queries.case_id = $1
ORDER BY queries.query_id
