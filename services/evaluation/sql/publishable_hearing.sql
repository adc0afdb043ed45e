SELECT texts.content ->> 'body'
FROM queries
JOIN texts ON texts.text_id = queries.answer_id
WHERE queries.case_id = $1 AND queries.stage = 'hearing' AND queries.may_be_published
