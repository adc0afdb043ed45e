SELECT case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on,
    claims, third_opinion, result
FROM cases
WHERE case_id = $1
