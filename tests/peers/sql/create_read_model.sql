CREATE TABLE read_model (
    impulse_id text PRIMARY KEY,
    version integer NOT NULL,
    number integer NOT NULL,
    status text NOT NULL,
    field_of_action text NOT NULL,
    note text NOT NULL
)
