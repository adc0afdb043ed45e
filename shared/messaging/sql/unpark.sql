DELETE FROM parked
WHERE consumer = $1
AND cluster_id = $2
AND topic = $3
AND partition = $4
AND "offset" = $5
