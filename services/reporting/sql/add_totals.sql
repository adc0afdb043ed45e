-- A total that came and went leaves no trace: a rebuild in other batches may never have seen it. The lock on the views
-- keeps a second projector out.
WITH change AS (
    SELECT what, value, by, coalesce(totals.number, 0) + by AS number
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS change (what, value, by)
    LEFT JOIN totals USING (what, value)
), gone AS (
    DELETE FROM totals
    USING change
    WHERE totals.what = change.what
    AND totals.value = change.value
    AND change.number = 0
)
INSERT INTO totals (what, value, number)
SELECT what, value, number
FROM change
WHERE number <> 0
ON CONFLICT (what, value) DO UPDATE
SET number = excluded.number
