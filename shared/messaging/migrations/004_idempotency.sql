-- First answers to commands, kept for 24 hours. Keys and bodies only as HMACs.
CREATE TABLE idempotency (
    key_mac bytea PRIMARY KEY,
    body_mac bytea NOT NULL,
    answer jsonb,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX idempotency_at ON idempotency (at);
