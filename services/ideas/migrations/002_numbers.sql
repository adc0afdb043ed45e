-- Counts impulses without making writers wait for each other; a rolled back command leaves a gap.
CREATE SEQUENCE impulse_count;

-- Where the count of a year begins: a number is the count less `before`.
CREATE TABLE number_years (
    year integer PRIMARY KEY,
    before bigint NOT NULL
);
