-- The service promise of every impulse that may still be undecided: since when it runs, and once a notice was given the day
-- until which a decision was expected then. A row goes when the duty finds that its impulse is decided.
CREATE TABLE promises (
    impulse_id uuid PRIMARY KEY,
    since date NOT NULL,
    noticed_until date
);

CREATE INDEX promises_first ON promises (since) WHERE noticed_until IS NULL;
CREATE INDEX promises_next ON promises (noticed_until) WHERE noticed_until IS NOT NULL;

INSERT INTO promises (impulse_id, since)
SELECT
    impulses.id,
    CASE
        WHEN impulses.channel = 'import' THEN (releases.released_at AT TIME ZONE 'Europe/Berlin')::date
        ELSE impulses.received_on
    END
FROM impulses
LEFT JOIN releases ON releases.impulse_id = impulses.id
WHERE impulses.state <> 'inadmissible' AND (impulses.channel <> 'import' OR releases.released_at IS NOT NULL);

-- What was told: why it takes longer, a key of a closed list, and until when a decision was expected.
CREATE TABLE notices (
    impulse_id uuid NOT NULL,
    given_on date NOT NULL,
    cause text NOT NULL,
    until date NOT NULL CHECK (until > given_on),
    PRIMARY KEY (impulse_id, given_on)
);

-- What the topic of assessments says about when a case goes on. No foreign key: topics have no common order.
CREATE TABLE courses (
    impulse_id uuid PRIMARY KEY,
    due_on date,
    cause text,
    session_on date,
    until date
);
