UPDATE decisions
SET published_at = service_now(),
    publisher = $3,
    published_texts = $4
WHERE case_id = $1 AND number = $2
