-- The assessments that were submitted, with the names of their evaluators.
SELECT seats.evaluator, seats.unit, seats.state, seats.text_version, seats.ratings, seats.exclusions, staff.name
FROM seats
LEFT JOIN staff ON staff.person = seats.evaluator
WHERE seats.case_id = $1 AND seats.state IN ('submitted', 'set_aside')
ORDER BY seats.token
