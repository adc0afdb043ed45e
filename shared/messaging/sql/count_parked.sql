-- Few reasons, however many records: the limit of parked rows is small.
SELECT state, reason, count(*) AS number
FROM parked
GROUP BY state, reason
