-- Absences that have begun and whose claims were not looked at yet.
SELECT absence_id AS id, person, deputy, first_day, last_day
FROM absences
WHERE first_day <= $1 AND NOT freed
ORDER BY absence_id
FOR UPDATE
