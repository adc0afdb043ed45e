-- One row with what can change an answer, and with it one for each batch after $1 that changed rows. The table's own number
-- tells a rebuilt schema from the one before; what an operator replays or discards takes rows out of `parked`.
SELECT
    'consumer_offsets'::regclass::oid AS projection,
    last_batch.number,
    (SELECT count(*) FROM parked) AS parked,
    (SELECT min(parked_at) FROM parked WHERE state = 'bad') AS incomplete_since,
    (service_now() AT TIME ZONE $2)::date AS today,
    changed_rows.batch,
    changed_rows.rows
FROM last_batch
LEFT JOIN changed_rows ON changed_rows.batch > $1
