UPDATE appeals
SET outcome = $2
WHERE appeal_id = $1 AND state = 'passed_on'
