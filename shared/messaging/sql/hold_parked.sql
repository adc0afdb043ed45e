-- One parked record, by where it came from: a rebuild of the views gives other ids.
SELECT state, topic, partition, "offset", key, subject, sequence, headers, value, encrypted, timestamp
FROM parked
WHERE consumer = $1
AND cluster_id = $2
AND topic = $3
AND partition = $4
AND "offset" = $5
FOR UPDATE
