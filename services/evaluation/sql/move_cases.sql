-- Many cases go on to one state.
UPDATE cases
SET state = $2,
    state_since = service_now()
WHERE case_id = ANY($1::uuid[])
