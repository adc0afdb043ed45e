-- What has not ended yet: answers to screen first, then what lapses first. Uses queries_waiting.
SELECT
    q.query_id, q.impulse_id, q.stage, q.may_be_published, q.state, q.remind_on, q.reply_by, q.reply,
    impulses.number, impulses.title, impulses.has_contact, impulses.code_lookup IS NOT NULL AS can_answer,
    question.content ->> 'body' AS question
FROM queries AS q
JOIN impulses ON impulses.id = q.impulse_id
LEFT JOIN texts AS question ON question.text_id = q.question_id
WHERE q.state IN ('open', 'replied')
AND ($1::uuid IS NULL OR q.query_id = $1)
ORDER BY q.state DESC, q.reply_by, q.query_id
LIMIT $2
