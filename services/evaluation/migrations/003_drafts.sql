-- additive
-- The version of a draft, whether others may take it over, and whether it came from somebody else and is not confirmed yet.
ALTER TABLE seats
ADD COLUMN draft_version integer NOT NULL DEFAULT 0,
ADD COLUMN passes_on boolean NOT NULL DEFAULT false,
ADD COLUMN unconfirmed boolean NOT NULL DEFAULT false;

-- Drafts that were saved before versions were counted.
UPDATE seats
SET draft_version = 1
WHERE ratings <> '{}' OR exclusions <> '{}';

-- Who can never assess an impulse, in no round: a conflict of interest was declared, or somebody else works on with the draft.
CREATE TABLE barred_evaluators (
    impulse_id uuid NOT NULL REFERENCES impulses,
    person text NOT NULL,
    PRIMARY KEY (impulse_id, person)
);
