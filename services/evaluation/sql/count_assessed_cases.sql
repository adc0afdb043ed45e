SELECT count(*)
FROM cases
WHERE state IN ('consolidated', 'decided', 'published')
    AND result IS NOT NULL
