-- The days whose state this version of the views ($1) can show.
SELECT to_date(nspname, '"state_"YYYY_MM_DD') AS day
FROM pg_namespace
WHERE nspname ~ '^state_\d{4}_\d{2}_\d{2}$'
    AND obj_description(oid, 'pg_namespace') = $1
ORDER BY nspname DESC
