-- The parts of the sitemap, $1 impulses each in the order of their numbers, with the time of the last change in each.
SELECT ((place - 1) / $1)::integer + 1 AS part, max(updated_at) AS updated_at
FROM (
    SELECT updated_at, row_number() OVER (ORDER BY number) AS place
    FROM impulses
    WHERE listed
) AS numbered
GROUP BY part
ORDER BY part
