-- Every schema of a state with its size; $1 is the version of the views.
SELECT
    to_date(nspname, '"state_"YYYY_MM_DD') AS day,
    obj_description(oid, 'pg_namespace') = $1 AS served,
    (
        SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint
        FROM pg_class
        WHERE relnamespace = pg_namespace.oid
            AND relkind = 'r'
    ) AS size
FROM pg_namespace
WHERE nspname ~ '^state_\d{4}_\d{2}_\d{2}$'
ORDER BY nspname
