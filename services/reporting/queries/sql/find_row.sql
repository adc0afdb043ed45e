-- Uses impulses_pkey. Whether it is listed or not: only for what never leaves the house.
SELECT impulse, assessment, measure, texts, status_parts
FROM impulse_parts
WHERE impulse_id = $1
