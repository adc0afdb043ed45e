-- All of the public list that fits, with its parts, by number. Uses impulses_number and impulse_parts_pkey.
SELECT impulse, assessment, measure, texts, status_parts
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE listed
    -- include narrowed
    AND ($8::text IS NULL OR starts_with(number, $8))
ORDER BY number
