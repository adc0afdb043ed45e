-- Apart from the tables: a rebuild fills these first.
CREATE INDEX impulses_number ON impulses (number);
CREATE INDEX impulses_listed ON impulses (updated_at DESC, impulse_id DESC) WHERE listed;
CREATE INDEX impulses_status ON impulses (status, updated_at DESC, impulse_id DESC) WHERE listed;
CREATE INDEX impulse_words_words ON impulse_words USING gin (words);
