UPDATE cases
SET state = $2,
    state_since = CASE WHEN state = $2 THEN state_since ELSE service_now() END,
    evaluators_required = $3,
    third_opinion = $4,
    result = $5,
    opened = $6,
    reopened = $7,
    track = $8,
    profile = $9
WHERE case_id = $1
