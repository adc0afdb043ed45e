UPDATE office_questions
SET answer = $3, reason = $4
WHERE case_id = $1 AND criterion = $2
