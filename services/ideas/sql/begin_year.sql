INSERT INTO number_years (year, before)
SELECT $1, CASE WHEN is_called THEN last_value ELSE 0 END
FROM impulse_count
ON CONFLICT (year) DO NOTHING
