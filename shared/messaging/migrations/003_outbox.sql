-- Records on their way to Kafka: a queue, emptied by the relay in the order of `position`.
CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    partition_key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea CHECK (octet_length(value) <= 900000),
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    parked_reason text
);

-- Keys that the relay leaves alone until an operator decides.
CREATE INDEX outbox_parked ON outbox (topic, key) WHERE parked_reason IS NOT NULL;
