SELECT evaluator, unit, token, expires_at, state, ratings, exclusions, draft_version, passes_on, unconfirmed,
    second_look
FROM seats
WHERE case_id = $1
ORDER BY token
