-- The last published decision of an impulse: what a review can be asked for, and from when its period runs. `published_at` is
-- when the decision of this round was published first; a correction of its texts starts no new period.
-- No foreign key: topics have no common order.
CREATE TABLE decisions (
    impulse_id uuid PRIMARY KEY,
    round integer NOT NULL,
    decision text NOT NULL,
    published_at timestamptz NOT NULL
);

-- Up to now there was one round only.
INSERT INTO decisions (impulse_id, round, decision, published_at)
SELECT impulse_id, 1, parts -> 'assessments' ->> 'decision', (times ->> 'assessment.published')::timestamptz
FROM impulse_status
WHERE parts -> 'assessments' ->> 'decision' IS NOT NULL AND times ->> 'assessment.published' IS NOT NULL;

-- Reviews that were asked for, one per impulse. `words` is what the person wrote, here only until it is screened; `refusal`
-- why it was returned. What was passed on is a text.
CREATE TABLE appeals (
    appeal_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL UNIQUE,
    round integer NOT NULL,
    grounds text[] NOT NULL CHECK (cardinality(grounds) > 0),
    state text NOT NULL CHECK (state IN ('waiting', 'returned', 'passed_on', 'ended')),
    lodged_on date NOT NULL,
    words text,
    refusal text,
    rewrite_until date,
    text_id uuid,
    text_version integer,
    outcome text CHECK (outcome IN ('admitted', 'dismissed', 'decided_anew')),
    CHECK ((state IN ('waiting', 'returned')) = (words IS NOT NULL)),
    CHECK ((state = 'returned') = (refusal IS NOT NULL)),
    CHECK (state <> 'returned' OR rewrite_until IS NOT NULL),
    CHECK ((state = 'passed_on') = (text_id IS NOT NULL)),
    CHECK ((text_id IS NULL) = (text_version IS NULL)),
    CHECK (outcome IS NULL OR state = 'passed_on')
);

-- The desk and the duty that forgets words read what is not screened yet, in the order of arrival.
CREATE INDEX appeals_open ON appeals (state, appeal_id) WHERE state IN ('waiting', 'returned');
