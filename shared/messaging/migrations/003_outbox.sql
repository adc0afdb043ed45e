-- A transaction gets its number before a record of it gets a position: horizon.py concludes from one what becomes of the other.
CREATE SEQUENCE outbox_position;
CREATE FUNCTION next_outbox_position() RETURNS bigint
LANGUAGE sql VOLATILE
RETURN CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_position') END;

-- Records on their way to Kafka: a queue, emptied by relays in the order of `position`.
-- `slot` shares the keys among relays: all records of a partition key are in one of 16, whoever inserts them.
CREATE TABLE outbox (
    position bigint PRIMARY KEY DEFAULT next_outbox_position(),
    topic text NOT NULL,
    key text NOT NULL,
    partition_key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea CHECK (octet_length(value) <= 900000),
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    parked_reason text,
    slot smallint NOT NULL GENERATED ALWAYS AS (hashtextextended(partition_key, 0) & 15) STORED
);

-- Every row is soon dead: clean up by their number, at full speed, and keep the pages, which are filled again at once.
ALTER TABLE outbox SET (
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 0,
    toast.autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false
);

-- Keys that the relays leave alone until an operator decides.
CREATE INDEX outbox_parked ON outbox (topic, key) WHERE parked_reason IS NOT NULL;
