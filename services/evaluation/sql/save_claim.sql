WITH counted AS (
    UPDATE cases
    SET claims = greatest(claims, $4)
    WHERE case_id = $1
), known AS (
    INSERT INTO staff (person, unit)
    VALUES ($2, $3)
    ON CONFLICT (person) DO UPDATE SET unit = excluded.unit
)
INSERT INTO seats (case_id, evaluator, unit, token, expires_at, state)
VALUES ($1, $2, $3, $4, $5, 'claimed')
ON CONFLICT (case_id, evaluator) DO UPDATE
SET unit = excluded.unit, token = excluded.token, expires_at = excluded.expires_at, state = excluded.state,
    passes_on = false
