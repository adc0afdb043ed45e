-- Before the first checkpoint the time since its table exists counts, however often the service has restarted.
SELECT
    greatest(
        (SELECT max(number) FROM checkpoints),
        (SELECT sequence FROM heads WHERE stream = $1 AND subject = $2),
        0
    ) + 1 AS next_number,
    (SELECT key_id FROM checkpoints ORDER BY number DESC LIMIT 1) AS key_id,
    extract(epoch FROM clock_timestamp() - coalesce(
        (SELECT max(made_at) FROM checkpoints),
        (SELECT applied_at FROM migrations WHERE component = 'messaging' AND name = '006_checkpoints.sql')
    ))::float AS age_seconds
