-- One row with what can change an answer, and with it one for each batch after $1 that changed rows. The table's own number
-- tells a rebuilt schema from the one before; what an operator replays or discards takes rows out of `parked`.
-- Of the states of earlier days the sum of their numbers tells.
SELECT
    'consumer_offsets'::regclass::oid AS projection,
    (
        SELECT coalesce(sum(oid::bigint), 0)::bigint
        FROM pg_namespace
        WHERE nspname ~ '^state_\d{4}_\d{2}_\d{2}$'
    ) AS states,
    last_batch.number,
    (SELECT count(*) FROM parked) AS parked,
    (SELECT min(parked_at) FROM parked WHERE state = 'bad') AS incomplete_since,
    (service_now() AT TIME ZONE $2)::date AS today,
    changed_rows.batch,
    changed_rows.rows
FROM last_batch
LEFT JOIN changed_rows ON changed_rows.batch > $1
