INSERT INTO absences (absence_id, person, deputy, first_day, last_day)
VALUES ($1, $2, $3, $4, $5)
