-- What is handed in as a motion or petition to the council; null for everything else.
ALTER TABLE impulses
ADD COLUMN motion text;

-- What decides who is competent, as screening settled it; amounts in whole cents, null where nobody said.
ALTER TABLE releases
ADD COLUMN one_off_cents bigint,
ADD COLUMN yearly_cents bigint,
ADD COLUMN motion text,
ADD COLUMN subjects text[] NOT NULL DEFAULT '{}';
