-- The views of one projection version, in the schema that the search path names first.

-- What lists show of an impulse and are narrowed by. Apart from its parts: a change moves it in the indexes, and nothing else.
CREATE TABLE impulses (
    impulse_id uuid PRIMARY KEY,
    number text,
    status text,
    sub_state text,
    visibility text,
    listed boolean NOT NULL,
    title text,
    place text,
    decision text,
    origin text,
    field_of_action text,
    goals smallint[] NOT NULL,
    motion text,
    received_on date,
    updated_at timestamptz,
    decided_on date,
    deviation boolean,
    due_on date,
    promised_for date,
    session_on date
);

-- What each topic said about it, the texts by their id, and the parts of its status: everything shown follows from these.
-- Written and read whole, never searched, so json. In an upsert, null is a part that stays.
CREATE TABLE impulse_parts (
    impulse_id uuid PRIMARY KEY,
    impulse json,
    assessment json,
    measure json,
    texts json,
    status_parts json
);

-- Parts and texts are rewritten with almost every change of theirs; compressing them again each time costs more than disk.
ALTER TABLE impulse_parts
    ALTER COLUMN impulse SET STORAGE EXTERNAL,
    ALTER COLUMN assessment SET STORAGE EXTERNAL,
    ALTER COLUMN measure SET STORAGE EXTERNAL,
    ALTER COLUMN texts SET STORAGE EXTERNAL;

-- What a search finds it by: changes with its text only.
CREATE TABLE impulse_words (
    impulse_id uuid PRIMARY KEY,
    words tsvector NOT NULL
);

-- The stems of all words of titles, and how many titles hold each: what somebody who mistyped a word may have meant. Kept by
-- difference, so that a word is gone with the last title that held it.
CREATE TABLE title_words (
    word text PRIMARY KEY,
    number bigint NOT NULL
);

-- Kept by difference; `value` is one value of what `what` counts in `scope`.
CREATE TABLE totals (
    what text NOT NULL,
    scope text NOT NULL,
    value text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (scope, what, value)
);

-- Every catalogue version that was ever active, for the method page and for recomputing.
CREATE TABLE catalogues (
    catalogue_id text NOT NULL,
    catalogue_version text NOT NULL,
    activated_at timestamptz NOT NULL,
    catalogue jsonb NOT NULL,
    PRIMARY KEY (catalogue_id, catalogue_version)
);

-- One row, locked by whoever writes the views, with a token of whoever wrote them last: no two write at the same time, and
-- a projector sees whether the rows it remembers are still those that are stored. Batches that changed something are counted.
CREATE TABLE last_batch (
    token uuid NOT NULL,
    number bigint NOT NULL
);
INSERT INTO last_batch VALUES (gen_random_uuid(), 0);

-- The impulses that the last hundred batches changed, for the processes that keep rendered pages; null is more than a few, or
-- a catalogue.
CREATE TABLE changed_rows (
    batch bigint PRIMARY KEY,
    rows text[]
);
