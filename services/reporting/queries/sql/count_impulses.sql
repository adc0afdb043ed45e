-- How many impulses list_impulses would give on all its pages together.
SELECT count(*)
FROM impulses
WHERE listed
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR origin = $2)
    AND ($3::text IS NULL OR field_of_action = $3)
    AND ($4::text IS NULL OR starts_with(number, $4))
