-- The number of a transaction that begins now, the lowest one that has not ended, and the first position that waits for an
-- operator. Uses outbox_parked, not outbox_pkey, where all that was deleted would be passed: therefore the zero.
SELECT
    pg_current_xact_id()::text::bigint AS now,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
    (SELECT min(position + 0) FROM outbox WHERE parked_reason IS NOT NULL) AS parked
