INSERT INTO impulses (impulse_id, text_id, text_version, unit)
VALUES ($1, $2, $3, $4)
ON CONFLICT (impulse_id) DO UPDATE
SET text_id = excluded.text_id,
    text_version = excluded.text_version,
    unit = excluded.unit
