INSERT INTO postponements (postponement_id, case_id, due_before, due_on, reason, note)
VALUES ($1, $2, $3, $4, $5, $6)
