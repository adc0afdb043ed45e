-- Who submitted: encrypted with a key per row, which is wrapped by a key outside the database. Deleting the row erases it.
CREATE SCHEMA vault;

CREATE TABLE vault.contacts (
    impulse_id uuid PRIMARY KEY,
    wrapped_key bytea NOT NULL,
    sealed bytea NOT NULL
);
