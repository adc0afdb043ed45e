-- Texts of other services that this one may read, and its own; the highest version wins. An erased one has no content any
-- more: its version stays, and refuses what is not newer.
CREATE TABLE texts (
    text_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL,
    topic text NOT NULL,
    kind text,
    text_version integer NOT NULL,
    content jsonb,
    CHECK (content IS NULL OR kind IS NOT NULL)
);

CREATE INDEX texts_impulse ON texts (impulse_id);
