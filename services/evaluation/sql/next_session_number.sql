-- One at a time for a body and year.
INSERT INTO session_numbers (body, year, last)
VALUES ($1, $2, 1)
ON CONFLICT (body, year) DO UPDATE SET last = session_numbers.last + 1
RETURNING last
