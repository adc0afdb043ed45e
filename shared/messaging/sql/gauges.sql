-- What waits in the outbox, without the keys that an operator is asked about; subjects with parked records; the newest checkpoint.
SELECT
    (SELECT count(*) FROM outbox) AS depth,
    (
        SELECT coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)
        FROM outbox
        WHERE NOT EXISTS (
            SELECT
            FROM outbox AS refused
            WHERE refused.parked_reason IS NOT NULL
                AND refused.topic = outbox.topic
                AND refused.key = outbox.key
        )
    ) AS age,
    (SELECT count(DISTINCT (topic, key)) FROM outbox WHERE parked_reason IS NOT NULL) AS parked_keys,
    (SELECT count(DISTINCT (topic, subject)) FROM parked) AS parked_subjects,
    (SELECT extract(epoch FROM clock_timestamp() - max(made_at)) FROM checkpoints) AS checkpoint_age
