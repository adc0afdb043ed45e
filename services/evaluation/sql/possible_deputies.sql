SELECT person, name
FROM staff
WHERE role = $2 AND person <> $1 AND name IS NOT NULL
ORDER BY name, person
