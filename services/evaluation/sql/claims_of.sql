-- What these people hold now. Uses seats_evaluator.
SELECT seats.case_id, seats.evaluator, seats.unit, seats.token
FROM seats
JOIN cases USING (case_id)
WHERE seats.evaluator = ANY($1::text[])
    AND seats.state = 'claimed'
    AND seats.expires_at > service_now()
    AND cases.state = 'open'
ORDER BY seats.case_id, seats.evaluator
