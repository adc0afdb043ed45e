INSERT INTO cases (
    case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on, pool, cause
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
