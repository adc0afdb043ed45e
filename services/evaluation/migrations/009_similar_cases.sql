-- The words of impulses whose decision is published: what a new case is like is looked up here.
ALTER TABLE impulses
ADD COLUMN decided_words tsvector;

CREATE INDEX impulses_decided_words ON impulses USING gin (decided_words);
