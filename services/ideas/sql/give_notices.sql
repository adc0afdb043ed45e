-- Notices given today ($2), and when the next ones follow.
WITH new AS (
    SELECT *
    FROM unnest($1::uuid[], $3::text[], $4::date[]) AS new (impulse_id, cause, until)
), told AS (
    INSERT INTO notices (impulse_id, given_on, cause, until)
    SELECT impulse_id, $2, cause, until
    FROM new
    ON CONFLICT (impulse_id, given_on) DO NOTHING
)
UPDATE promises
SET noticed_until = new.until
FROM new
WHERE promises.impulse_id = new.impulse_id
