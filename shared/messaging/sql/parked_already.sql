-- Which of these records are parked, and whether as bad or as waiting ones. Uses the unique key of their coordinates.
SELECT topic, partition, "offset", state
FROM parked
JOIN unnest($3::text[], $4::integer[], $5::bigint[]) AS read (topic, partition, "offset") USING (topic, partition, "offset")
WHERE consumer = $1
AND cluster_id = $2
