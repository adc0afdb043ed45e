-- What submitted assessments of these cases give as reasons, without ratings, in an order that tells of no person.
SELECT seats.case_id, given.criterion, given.rating ->> 'reason' AS reason, given.rating ->> 'evidence' AS evidence,
    md5(given.rating ->> 'reason') AS mark
FROM seats
CROSS JOIN LATERAL jsonb_each(seats.ratings) AS given (criterion, rating)
WHERE seats.case_id = ANY($1::uuid[])
    AND seats.state = 'submitted'
    AND given.rating ->> 'reason' <> ''
ORDER BY seats.case_id, given.criterion, mark
