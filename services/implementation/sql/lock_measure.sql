-- One measure, locked until commit, with the last published decision about its impulse. Uses measures_pkey.
SELECT measures.measure_id, measures.impulse_id, measures.state, measures.percent, impulses.decision
FROM measures
JOIN impulses ON impulses.impulse_id = measures.impulse_id
WHERE measures.measure_id = $1
FOR UPDATE OF measures
