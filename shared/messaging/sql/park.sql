-- One that was waiting and turns out bad when it is read again is bad from then on.
INSERT INTO parked (
    consumer, state, cluster_id, topic, partition, "offset", key, subject, sequence, headers, value, encrypted,
    timestamp, reason
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (consumer, cluster_id, topic, partition, "offset") DO UPDATE
SET state = excluded.state, reason = excluded.reason
