DELETE FROM parked
USING unnest($2::text[], $3::bytea[]) AS erased (topic, key)
WHERE parked.consumer = $1
AND parked.topic = erased.topic
AND parked.key = erased.key
