-- Apart from the tables: a rebuild fills these first.
CREATE INDEX impulses_number ON impulses (number);
CREATE INDEX impulses_listed ON impulses (updated_at DESC, impulse_id DESC) WHERE listed;
CREATE INDEX impulses_status ON impulses (status, updated_at DESC, impulse_id DESC) WHERE listed;
CREATE INDEX impulses_words ON impulses USING gin (words) WHERE listed;
