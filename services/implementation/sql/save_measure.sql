UPDATE measures
SET state = $2,
    percent = $3,
    finished_at = $4,
    reason_text_id = $5
WHERE measure_id = $1
