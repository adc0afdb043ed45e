INSERT INTO impulses (impulse_id, redacted_up_to)
VALUES ($1, $2)
ON CONFLICT (impulse_id) DO UPDATE
SET redacted_up_to = greatest(impulses.redacted_up_to, excluded.redacted_up_to)
