-- Many cases go on to one state; which ones they are.
UPDATE cases
SET state = $2,
    state_since = service_now()
WHERE case_id = ANY($1::uuid[])
RETURNING case_id, impulse_id, round
