-- Makes sure that the impulse has a row and locks it: facts and texts of one impulse wait for each other here, so that
-- whoever comes last sees everything and opens the case.
INSERT INTO impulses (impulse_id)
VALUES ($1)
ON CONFLICT (impulse_id) DO UPDATE
SET impulse_id = excluded.impulse_id
RETURNING track IS NOT NULL AND ended IS NULL AS released, erased_up_to
