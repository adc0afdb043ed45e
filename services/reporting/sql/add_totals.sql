INSERT INTO totals (what, value, number)
SELECT what, value, by
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS change (what, value, by)
ORDER BY what, value
ON CONFLICT (what, value) DO UPDATE
SET number = totals.number + excluded.number
