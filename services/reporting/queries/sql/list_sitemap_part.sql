-- The impulses of one part of the sitemap: $1 at most, behind the first $2. Uses impulses_number.
SELECT number, updated_at
FROM impulses
WHERE listed
ORDER BY number
LIMIT $1
OFFSET $2
