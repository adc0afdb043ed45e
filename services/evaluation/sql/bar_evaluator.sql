-- Takes the place with its draft away and keeps that the person never gets one again.
WITH left_case AS (
    DELETE FROM seats
    WHERE case_id = $1 AND evaluator = $3
)
INSERT INTO barred_evaluators (impulse_id, person)
VALUES ($2, $3)
ON CONFLICT DO NOTHING
