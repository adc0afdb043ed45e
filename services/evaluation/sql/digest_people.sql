-- Who gets a digest today and has not got it yet.
SELECT person, email
FROM staff
WHERE email IS NOT NULL
    AND NOT EXISTS (SELECT FROM digests WHERE digests.day = $1 AND digests.person = staff.person)
ORDER BY person
