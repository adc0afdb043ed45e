-- Lets the rest of the transaction find the tables of a state ($1) that this version of the views ($2) can show; no row where
-- there is none. $3 is the search path.
SELECT set_config('search_path', $3, true)
FROM pg_namespace
WHERE nspname = $1
    AND obj_description(oid, 'pg_namespace') = $2
