SELECT what, value, number
FROM totals
WHERE number > 0
