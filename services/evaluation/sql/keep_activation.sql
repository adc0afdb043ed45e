INSERT INTO catalogue_activations (activation, catalogue_id, version, activated_at, activated_by, reason)
VALUES ($1, $2, $3, $4, $5, $6)
