-- The queries of an impulse as its submitter may see them, the oldest first. Uses queries_impulse.
SELECT
    q.query_id, q.stage, q.may_be_published, q.state, q.remind_on, q.reply_by, q.refusal,
    question.content ->> 'body' AS question,
    coalesce(q.reply, answer.content ->> 'body') AS answer
FROM queries AS q
LEFT JOIN texts AS question ON question.text_id = q.question_id
LEFT JOIN texts AS answer ON answer.text_id = q.answer_id
WHERE q.impulse_id = $1
ORDER BY q.query_id
