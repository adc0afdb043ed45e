-- Every version of a catalogue that was ever active; `content` is the file as it was read, so that cases stay pinned to it.
-- The highest `activation` is the active one.
CREATE TABLE catalogues (
    catalogue_id text NOT NULL,
    version text NOT NULL,
    sha256 text NOT NULL,
    content text NOT NULL,
    activation bigint NOT NULL UNIQUE,
    PRIMARY KEY (catalogue_id, version)
);

-- Who made a version the active one, when and why; a version may come back.
CREATE TABLE catalogue_activations (
    activation bigint PRIMARY KEY,
    catalogue_id text NOT NULL,
    version text NOT NULL,
    activated_at timestamptz NOT NULL,
    activated_by text NOT NULL,
    reason text NOT NULL,
    FOREIGN KEY (catalogue_id, version) REFERENCES catalogues (catalogue_id, version)
);

-- Valid files that somebody uploaded to look at what they would change.
CREATE TABLE catalogue_proposals (
    sha256 text PRIMARY KEY,
    content text NOT NULL,
    uploaded_at timestamptz NOT NULL
);

-- What evaluation knows of an impulse. A row appears with the first record about it, whichever topic that is on.
-- Texts up to the version `erased_up_to` are never kept again.
CREATE TABLE impulses (
    impulse_id uuid PRIMARY KEY,
    number text,
    origin text,
    visibility text NOT NULL DEFAULT 'confidential',
    portal_reference text,
    submitter_marks text[] NOT NULL DEFAULT '{}',
    text_id uuid,
    text_version integer,
    case_sheet_id uuid,
    case_sheet_version integer,
    track text,
    profile text,
    ended text CHECK (ended IN ('withdrawn', 'merged', 'redacted')),
    erased_up_to integer NOT NULL DEFAULT 0
);

CREATE TABLE cases (
    case_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL REFERENCES impulses,
    round integer NOT NULL CHECK (round > 0),
    state text NOT NULL
        CHECK (state IN ('open', 'awaiting_office', 'consolidated', 'decided', 'published', 'closed')),
    catalogue_id text NOT NULL,
    catalogue_version text NOT NULL,
    track text NOT NULL,
    profile text,
    evaluators_required integer NOT NULL CHECK (evaluators_required >= 0),
    due_on date NOT NULL,
    claims bigint NOT NULL DEFAULT 0,
    third_opinion text[] NOT NULL DEFAULT '{}',
    result jsonb,
    UNIQUE (impulse_id, round),
    FOREIGN KEY (catalogue_id, catalogue_version) REFERENCES catalogues (catalogue_id, version)
);

-- Queue and desks read one state in the order of due dates.
CREATE INDEX cases_state_due ON cases (state, due_on, case_id);

-- One place of one evaluator; the draft outlives hand-back and expiry. `token` fences every write.
CREATE TABLE seats (
    case_id uuid NOT NULL REFERENCES cases,
    evaluator text NOT NULL,
    unit text NOT NULL,
    token bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('claimed', 'handed_back', 'submitted')),
    ratings jsonb NOT NULL DEFAULT '{}',
    exclusions jsonb NOT NULL DEFAULT '{}',
    text_version integer,
    PRIMARY KEY (case_id, evaluator)
);

CREATE INDEX seats_evaluator ON seats (evaluator) WHERE state = 'claimed';

-- What an office is asked about an exclusion criterion, and what it answered; one statement may hold several questions.
CREATE TABLE office_questions (
    case_id uuid NOT NULL REFERENCES cases,
    criterion text NOT NULL,
    statement_id uuid NOT NULL,
    office text NOT NULL,
    unit text NOT NULL,
    due_on date NOT NULL,
    answer text CHECK (answer IN ('ja', 'nein', 'offen', 'na')),
    reason text,
    PRIMARY KEY (case_id, criterion)
);

CREATE TABLE decisions (
    case_id uuid PRIMARY KEY REFERENCES cases,
    decider text NOT NULL,
    decision text NOT NULL
        CHECK (decision IN ('accepted', 'accepted_with_conditions', 'rejected', 'deferred', 'forwarded')),
    deviation boolean NOT NULL,
    reasons text NOT NULL,
    conditions text,
    deviation_reason text,
    confirmation text,
    until date,
    addressee text,
    CHECK ((decision = 'deferred') = (until IS NOT NULL)),
    CHECK ((decision = 'forwarded') = (addressee IS NOT NULL)),
    CHECK (deviation = (deviation_reason IS NOT NULL)),
    CHECK (decision <> 'accepted_with_conditions' OR conditions IS NOT NULL)
);

-- The texts that went out with a publication, so that they can be erased.
CREATE TABLE published_texts (
    text_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL REFERENCES impulses,
    topic text NOT NULL,
    text_version integer NOT NULL
);

CREATE INDEX published_texts_impulse ON published_texts (impulse_id);

-- Evaluators by unit: a unit with few of them is published as its department. Filled when they claim.
CREATE TABLE staff (
    person text PRIMARY KEY,
    unit text NOT NULL
);
