-- What moves a due date: the clock that stands during queries (calendar days), postponements (working days).
-- `state_since`: decision and publication are due some working days after the case came so far.
ALTER TABLE cases
ADD COLUMN opened_on date NOT NULL DEFAULT (service_now() AT TIME ZONE 'Europe/Berlin')::date,
ADD COLUMN state_since timestamptz NOT NULL DEFAULT service_now(),
ADD COLUMN stopped_on date,
ADD COLUMN due_before_stop date,
ADD COLUMN stopped_days integer NOT NULL DEFAULT 0 CHECK (stopped_days >= 0),
ADD COLUMN extended_days integer NOT NULL DEFAULT 0 CHECK (extended_days >= 0),
ADD CHECK ((stopped_on IS NULL) = (due_before_stop IS NULL));

-- Why a case was postponed; the note stays inside.
CREATE TABLE postponements (
    postponement_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    due_before date NOT NULL,
    due_on date NOT NULL,
    reason text NOT NULL,
    note text NOT NULL
);

CREATE INDEX postponements_case ON postponements (case_id, postponement_id);

-- What was told about a late case: level 0 is that it is overdue, 1, 2, 3 ... are the steps of the city's escalation chain.
CREATE TABLE told_lateness (
    case_id uuid NOT NULL REFERENCES cases,
    cause text NOT NULL,
    due_on date NOT NULL,
    level integer NOT NULL,
    PRIMARY KEY (case_id, cause, due_on, level)
);

-- The day in the city for which a daily duty of the service was last done.
CREATE TABLE daily_duties (
    duty text PRIMARY KEY,
    done_for date NOT NULL
);

-- Filled at sign-in, and by a claim through the API with person and unit only; never in facts.
ALTER TABLE staff
ADD COLUMN issuer text,
ADD COLUMN subject text,
ADD COLUMN name text,
ADD COLUMN email text,
ADD COLUMN role text NOT NULL DEFAULT 'evaluator';

-- Whom a digest was sent to, or was going to be sent when the service ended: at most one per person and day.
CREATE TABLE digests (
    person text NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (day, person)
);

-- Who is away from the first to the last day, and who is reminded instead. `freed`: the claims were handed back.
CREATE TABLE absences (
    absence_id uuid PRIMARY KEY,
    person text NOT NULL,
    deputy text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    freed boolean NOT NULL DEFAULT false,
    CHECK (deputy <> person)
);

CREATE INDEX absences_person ON absences (person, first_day);
CREATE INDEX absences_deputy ON absences (deputy, first_day);
