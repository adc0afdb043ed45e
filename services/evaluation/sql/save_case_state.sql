UPDATE cases
SET state = $2,
    evaluators_required = $3,
    third_opinion = $4,
    result = $5,
    opened = $6,
    reopened = $7,
    track = $8,
    profile = $9
WHERE case_id = $1
