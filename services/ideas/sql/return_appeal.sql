UPDATE appeals
SET state = 'returned', refusal = $2, rewrite_until = $3
WHERE appeal_id = $1
