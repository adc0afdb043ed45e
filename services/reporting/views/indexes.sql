-- Apart from the tables: a rebuild fills these first.
CREATE INDEX impulses_number ON impulses (number);
-- What lists are narrowed by goes along, so that a rare combination is found without a look at the rows.
CREATE INDEX impulses_listed ON impulses (updated_at DESC, impulse_id DESC)
    INCLUDE (status, origin, field_of_action, decision, goals, received_on)
    WHERE listed;
CREATE INDEX impulses_status ON impulses (status, updated_at DESC, impulse_id DESC) WHERE listed;
CREATE INDEX impulses_decided ON impulses (decided_on DESC, impulse_id DESC) WHERE listed AND deviation IS NOT NULL;
CREATE INDEX impulses_deviating ON impulses (decided_on DESC, impulse_id DESC) WHERE listed AND deviation;
CREATE INDEX impulses_waiting ON impulses (received_on, impulse_id) WHERE listed AND status IN ('in_assessment', 'before_council');
CREATE INDEX impulses_promised ON impulses (promised_for, impulse_id) WHERE listed AND promised_for IS NOT NULL;
CREATE INDEX impulses_motions ON impulses (received_on DESC, impulse_id DESC) WHERE listed AND motion IS NOT NULL;
CREATE INDEX impulses_passed_on ON impulses (received_on DESC, impulse_id DESC)
    WHERE listed AND status IN ('forwarded', 'handed_over');
CREATE INDEX impulse_words_words ON impulse_words USING gin (words);
CREATE INDEX title_words_alike ON title_words USING gin (word gin_trgm_ops);
CREATE INDEX impulses_placed ON impulses (updated_at DESC, impulse_id DESC) WHERE listed AND place IS NOT NULL;
