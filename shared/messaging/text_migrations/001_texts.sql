-- Texts of other services that this one may read; the highest version wins, a tombstone removes the row.
CREATE TABLE texts (
    text_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL,
    topic text NOT NULL,
    kind text NOT NULL,
    text_version integer NOT NULL,
    content jsonb NOT NULL
);

CREATE INDEX texts_impulse ON texts (impulse_id);
