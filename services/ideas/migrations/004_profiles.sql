-- The profiles of the catalogue that was activated last, in its order.
CREATE TABLE profiles (
    id text PRIMARY KEY,
    position integer NOT NULL,
    label text NOT NULL,
    track text NOT NULL,
    activated_at timestamptz NOT NULL
);
