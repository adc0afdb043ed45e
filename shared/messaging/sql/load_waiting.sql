-- What waits for some subjects, oldest fact first. Uses parked_subject.
SELECT topic, partition, "offset", key, headers, value, encrypted, timestamp
FROM parked
JOIN unnest($2::text[], $3::text[]) AS wanted (topic, subject) USING (topic, subject)
WHERE consumer = $1
AND state = 'waiting'
ORDER BY topic, subject, sequence
