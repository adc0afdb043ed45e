UPDATE appeals
SET state = 'passed_on', words = NULL, text_id = $2, text_version = $3
WHERE appeal_id = $1
