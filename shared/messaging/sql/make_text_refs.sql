-- Every text that the facts of a topic speak of: its newest version, when that was published, and of which impulse.
CREATE TEMPORARY TABLE text_refs (
    text_id uuid PRIMARY KEY,
    text_version integer NOT NULL,
    impulse_id text NOT NULL,
    time timestamptz NOT NULL
)
