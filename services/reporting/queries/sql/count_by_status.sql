-- How many impulses of the public list are in each state.
SELECT status, count(*) AS number
FROM impulses
WHERE listed
GROUP BY status
