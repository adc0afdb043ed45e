SELECT state, count(*) AS items, count(*) FILTER (WHERE problems <> '{}') AS with_problems
FROM bulk_items
WHERE bulk_id = $1
GROUP BY state
