-- The appeal about an impulse that was decided in a later round, or by the first decider in the same one ($3).
UPDATE appeals
SET outcome = 'decided_anew'
WHERE impulse_id = $1 AND state = 'passed_on' AND (round < $2 OR (round = $2 AND $3))
