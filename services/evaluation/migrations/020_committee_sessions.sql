-- additive
-- The running number of the sessions of a body in a year.
CREATE TABLE session_numbers (
    body text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (body, year)
);

-- Sessions of the bodies that decide. With `ends_on` the members are asked in writing instead (circular resolution).
-- `present` and `absent` are names as they were typed; they stay here.
CREATE TABLE committee_sessions (
    session_id uuid PRIMARY KEY,
    body text NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    session_on date NOT NULL,
    starts_at time,
    place text,
    ends_on date,
    public boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'open', 'closed', 'adjourned')),
    present text[] NOT NULL DEFAULT '{}',
    absent text[] NOT NULL DEFAULT '{}',
    UNIQUE (body, year, number),
    CHECK ((ends_on IS NULL) = (place IS NOT NULL)),
    CHECK ((ends_on IS NULL) = (starts_at IS NOT NULL))
);

CREATE INDEX committee_sessions_day ON committee_sessions (session_on, session_id);

-- The agenda; an item without an outcome waits. `proposal` is what shall be decided, `left_room` who had a conflict of
-- interest, `entitled` how many could vote.
CREATE TABLE agenda_items (
    session_id uuid NOT NULL REFERENCES committee_sessions,
    case_id uuid NOT NULL REFERENCES cases,
    position integer NOT NULL CHECK (position > 0),
    proposal jsonb,
    left_room text[] NOT NULL DEFAULT '{}',
    in_favour integer,
    against integer,
    abstained integer,
    secret boolean,
    objections integer,
    entitled integer,
    en_bloc boolean NOT NULL DEFAULT false,
    outcome text CHECK (outcome IN ('adopted', 'not_adopted', 'postponed', 'objected')),
    resolution text,
    oparl_url text,
    PRIMARY KEY (session_id, case_id)
);

-- A case stands on one agenda at a time.
CREATE UNIQUE INDEX agenda_items_waiting ON agenda_items (case_id) WHERE outcome IS NULL;
CREATE INDEX agenda_items_case ON agenda_items (case_id, session_id);
