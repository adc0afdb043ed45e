INSERT INTO staff (person, unit, issuer, subject, name, email, role)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person) DO UPDATE
SET unit = excluded.unit, name = excluded.name, email = excluded.email, role = excluded.role
