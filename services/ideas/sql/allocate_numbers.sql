-- Parameters: year, how many. The year's row is there before its first count is taken, so every number is at least 1.
SELECT nextval('impulse_count') - number_years.before AS count
FROM number_years, generate_series(1, $2)
WHERE number_years.year = $1
