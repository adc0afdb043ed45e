-- The profiles of an older catalogue. Returns whether a newer one stays.
WITH removed AS (
    DELETE FROM profiles
    WHERE activated_at <= $1
)
SELECT EXISTS (
    SELECT
    FROM profiles
    WHERE activated_at > $1
)
