-- The queries of a case, the oldest first, with the words that are here. Uses queries_case.
SELECT q.query_id, q.state, q.stage, q.reply_by, q.may_be_published,
    question.content ->> 'body' AS question,
    answer.content ->> 'body' AS answer,
    q.answer_id IS NOT NULL AND answer.text_id IS NULL AS answer_to_come
FROM queries AS q
LEFT JOIN texts AS question ON question.text_id = q.question_id
LEFT JOIN texts AS answer ON answer.text_id = q.answer_id
WHERE q.case_id = $1
ORDER BY q.query_id
