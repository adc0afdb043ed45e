-- How many impulses list_impulses would give on all its pages together. Uses impulses_listed alone, but for a number.
SELECT count(*)
FROM impulses
WHERE listed
    -- include narrowed
    AND ($8::text IS NULL OR starts_with(number, $8))
