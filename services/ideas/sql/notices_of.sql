SELECT given_on, cause, until
FROM notices
WHERE impulse_id = $1
ORDER BY given_on
