INSERT INTO refusals (impulse_id, text_id, text_version, refused_at)
VALUES ($1, $2, $3, $4)
