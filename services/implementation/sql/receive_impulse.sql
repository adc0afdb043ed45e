INSERT INTO impulses (impulse_id, number)
VALUES ($1, $2)
ON CONFLICT (impulse_id) DO UPDATE
SET number = excluded.number
