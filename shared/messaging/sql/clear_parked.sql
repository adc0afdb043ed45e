DELETE FROM parked
USING unnest($2::text[], $3::text[], $4::bigint[]) AS applied (topic, subject, sequence)
WHERE parked.consumer = $1
AND parked.topic = applied.topic
AND parked.subject = applied.subject
AND parked.sequence <= applied.sequence
