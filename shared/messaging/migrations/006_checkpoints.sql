-- The last two signed checkpoints. `number` is the sequence of the fact that published it; `at` is the service's own
-- time, which the sample city changes, `made_at` the machine's, which decides when the next one is due.
CREATE TABLE checkpoints (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    aggregates bigint NOT NULL,
    root text NOT NULL,
    signature text NOT NULL,
    key_id text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The heads that checkpoints have seen. A row belongs to the lists of the checkpoints from `since` on and before
-- `until`, so that a checkpoint writes only what changed since the one before.
-- `blind` is empty for published aggregates and random for internal ones: their subjects and hashes could be guessed.
CREATE TABLE checkpoint_heads (
    stream text NOT NULL,
    subject text NOT NULL,
    since bigint NOT NULL,
    until bigint,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    blind bytea NOT NULL,
    PRIMARY KEY (stream, subject, since)
);

CREATE INDEX checkpoint_heads_until ON checkpoint_heads (until) WHERE until IS NOT NULL;
