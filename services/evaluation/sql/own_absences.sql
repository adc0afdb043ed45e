-- Uses absences_person.
SELECT absence_id AS id, person, deputy, first_day, last_day
FROM absences
WHERE person = $1
ORDER BY first_day
