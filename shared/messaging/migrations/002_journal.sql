-- The last entry of every aggregate: writers of one aggregate wait for each other here, writers of different ones never do.
CREATE TABLE heads (
    stream text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    hash bytea NOT NULL,
    PRIMARY KEY (stream, subject)
);

-- What happened, append-only. `hash` chains the entries of one aggregate: sha256(previous hash || canonical row).
CREATE TABLE events (
    stream text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    id uuid NOT NULL,
    type text NOT NULL,
    time timestamptz NOT NULL,
    data jsonb NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    actor text,
    PRIMARY KEY (stream, subject, sequence)
);

CREATE FUNCTION refuse_change_of_events() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END
$$;

CREATE TRIGGER events_are_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events();
