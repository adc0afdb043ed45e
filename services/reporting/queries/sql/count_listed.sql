-- How many impulses the public list holds, of one state or of all: kept by difference, because counting would take the longer the more there are.
SELECT coalesce(sum(number), 0)::bigint
FROM totals
WHERE what = 'listed'
    AND ($1::text IS NULL OR value = $1)
