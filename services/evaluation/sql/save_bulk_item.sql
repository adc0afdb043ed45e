-- What the person wrote for one case alone, and how the case looks now.
UPDATE bulk_items
SET state = $3,
    seen = $4,
    filled = $5,
    problems = $6,
    reasons = $7,
    deviation_reason = $8,
    confirmation = $9,
    minority_view = $10
WHERE bulk_id = $1 AND case_id = $2
