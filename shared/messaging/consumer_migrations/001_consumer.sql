-- How far a consumer has come: advanced by compare-and-set in the transaction of the effect.
CREATE TABLE consumer_offsets (
    consumer text NOT NULL,
    cluster_id text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (consumer, cluster_id, topic, partition)
);

-- The last applied fact of every aggregate: a fact sent again or replayed changes nothing.
CREATE TABLE applied (
    consumer text NOT NULL,
    topic text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (consumer, topic, subject)
);

-- Records that cannot be applied: `bad` ones, and those that wait for a bad or missing one of the same subject.
CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    state text NOT NULL CHECK (state IN ('bad', 'waiting')),
    cluster_id text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    key bytea,
    subject text,
    sequence bigint,
    headers bytea NOT NULL,
    value bytea,
    encrypted boolean NOT NULL,
    timestamp bigint NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (consumer, cluster_id, topic, partition, "offset")
);

CREATE INDEX parked_subject ON parked (consumer, topic, subject, sequence);
