-- The views of one projection version, in the schema that the search path names first.
CREATE TABLE impulses (
    impulse_id uuid PRIMARY KEY,
    impulse jsonb NOT NULL,
    assessment jsonb NOT NULL,
    measure jsonb NOT NULL,
    texts jsonb NOT NULL,
    status_parts jsonb NOT NULL,
    number text,
    status text,
    sub_state text,
    visibility text,
    listed boolean NOT NULL,
    title text,
    decision text,
    origin text,
    field_of_action text,
    received_on date,
    updated_at timestamptz,
    words tsvector
);

-- Parts and texts are rewritten with almost every change of theirs; compressing them again each time costs more than disk.
ALTER TABLE impulses
    ALTER COLUMN impulse SET STORAGE EXTERNAL,
    ALTER COLUMN assessment SET STORAGE EXTERNAL,
    ALTER COLUMN measure SET STORAGE EXTERNAL,
    ALTER COLUMN texts SET STORAGE EXTERNAL;

-- Kept by difference; `value` is one value of what `what` counts.
CREATE TABLE totals (
    what text NOT NULL,
    value text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (what, value)
);

-- Every catalogue version that was ever active, for the method page and for recomputing.
CREATE TABLE catalogues (
    catalogue_id text NOT NULL,
    catalogue_version text NOT NULL,
    activated_at timestamptz NOT NULL,
    catalogue jsonb NOT NULL,
    PRIMARY KEY (catalogue_id, catalogue_version)
);
