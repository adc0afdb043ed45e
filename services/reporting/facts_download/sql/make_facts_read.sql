-- Of this session only. Wide rows in any order: sorting is PostgreSQL's work, and lies on its disk where it is much.
CREATE TEMPORARY TABLE facts_read (
    topic text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    time timestamptz NOT NULL,
    value bytea NOT NULL,
    hash bytea NOT NULL
)
