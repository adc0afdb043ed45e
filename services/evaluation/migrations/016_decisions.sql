-- Who may decide about an impulse depends on these; set at release.
ALTER TABLE impulses
ADD COLUMN motion text,
ADD COLUMN subjects text[] NOT NULL DEFAULT '{}',
ADD COLUMN one_off_cents bigint,
ADD COLUMN yearly_cents bigint;

-- A result can be a proposal to the council until its resolution is entered; a later round says why it was opened.
ALTER TABLE cases
ADD COLUMN cause text CHECK (cause IN ('appeal', 'deferral_ended')),
DROP CONSTRAINT cases_state_check,
ADD CONSTRAINT cases_state_check CHECK (
    state IN (
        'open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'before_council', 'decided', 'published', 'closed'
    )
);

-- A case may be decided more than once: taken back before publication, corrected afterwards, decided anew by who decided
-- first. The highest number is the newest; without `published_at` it waits for its publication. `published_texts` says which
-- text each part was published as, so that a correction leaves alone what it does not change.
ALTER TABLE decisions
DROP CONSTRAINT decisions_pkey,
ADD COLUMN number integer NOT NULL DEFAULT 1 CHECK (number > 0),
ADD PRIMARY KEY (case_id, number),
ADD COLUMN occasion text NOT NULL DEFAULT 'decision' CHECK (occasion IN ('decision', 'correction', 'remedy')),
ADD COLUMN decided_at timestamptz NOT NULL DEFAULT service_now(),
ADD COLUMN published_at timestamptz,
ADD COLUMN publisher text,
ADD COLUMN published_texts jsonb NOT NULL DEFAULT '{}',
ADD COLUMN correction text,
ADD COLUMN body text,
ADD COLUMN session_on date,
ADD COLUMN resolution text,
ADD COLUMN oparl_url text,
ADD COLUMN in_favour integer CHECK (in_favour >= 0),
ADD COLUMN against integer CHECK (against >= 0),
ADD COLUMN abstained integer CHECK (abstained >= 0),
ADD COLUMN promised_for date,
ADD COLUMN unit text,
ADD COLUMN one_off_cents bigint CHECK (one_off_cents >= 0),
ADD COLUMN yearly_cents bigint CHECK (yearly_cents >= 0),
ADD COLUMN indicator text,
ADD COLUMN condition_list jsonb NOT NULL DEFAULT '[]',
ADD CHECK (num_nulls(session_on, resolution) IN (0, 2)),
ADD CHECK (num_nulls(in_favour, against, abstained) IN (0, 3)),
ADD CHECK ((occasion = 'correction') = (correction IS NOT NULL));

-- Decisions of before had their conditions in one text and were published with their case.
UPDATE decisions
SET condition_list = jsonb_build_array(jsonb_build_object('text', conditions))
WHERE conditions IS NOT NULL;

UPDATE decisions
SET published_at = cases.state_since
FROM cases
WHERE cases.case_id = decisions.case_id AND cases.state = 'published';

ALTER TABLE decisions
DROP COLUMN conditions;

ALTER TABLE decisions
RENAME COLUMN condition_list TO conditions;

CREATE UNIQUE INDEX decisions_pending ON decisions (case_id) WHERE published_at IS NULL;
CREATE INDEX decisions_waiting ON decisions (decided_at, case_id) WHERE published_at IS NULL;

-- A body numbers its resolutions once; a correction repeats the number of what it corrects.
CREATE UNIQUE INDEX decisions_resolution ON decisions (body, resolution) WHERE occasion <> 'correction';

CREATE INDEX decisions_deferred ON decisions (until) WHERE decision = 'deferred' AND published_at IS NOT NULL;

CREATE VIEW published_decisions AS
SELECT DISTINCT ON (case_id) *
FROM decisions
WHERE published_at IS NOT NULL
ORDER BY case_id, number DESC;

-- What a body of the council was given, and the session that is to decide; a session that moves changes the row.
CREATE TABLE council_papers (
    case_id uuid PRIMARY KEY REFERENCES cases,
    body text NOT NULL,
    paper_number text NOT NULL,
    session_on date NOT NULL,
    submitted_at timestamptz NOT NULL DEFAULT service_now()
);

-- A hearing is a query of its own stage; its answer is printed beside the decision where the submitter wants it.
ALTER TABLE queries
ADD COLUMN stage text NOT NULL DEFAULT 'assessment' CHECK (stage IN ('assessment', 'hearing')),
ADD COLUMN may_be_published boolean NOT NULL DEFAULT false;

-- One review of an impulse. Its words are a text; `due_on` is the last day on which the first decider can correct.
CREATE TABLE appeals (
    appeal_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL UNIQUE REFERENCES impulses,
    case_id uuid NOT NULL REFERENCES cases,
    grounds text[] NOT NULL,
    text_id uuid,
    state text NOT NULL CHECK (state IN ('open', 'remedied', 'new_round')),
    due_on date NOT NULL
);

CREATE INDEX appeals_open ON appeals (due_on, appeal_id) WHERE state = 'open';

-- What another office was given; it stays here until that office has answered.
CREATE TABLE follow_ups (
    case_id uuid PRIMARY KEY REFERENCES cases,
    addressee text NOT NULL,
    since date NOT NULL,
    answered_on date,
    answer text,
    CHECK ((answered_on IS NULL) = (answer IS NULL))
);

CREATE INDEX follow_ups_open ON follow_ups (since, case_id) WHERE answered_on IS NULL;
