-- Whoever has assessed the impulse takes no part in its review.
INSERT INTO barred_evaluators (impulse_id, person)
SELECT DISTINCT cases.impulse_id, seats.evaluator
FROM seats
JOIN cases USING (case_id)
WHERE cases.impulse_id = $1 AND seats.state IN ('submitted', 'set_aside')
ON CONFLICT DO NOTHING
