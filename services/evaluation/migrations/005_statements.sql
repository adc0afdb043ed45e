-- What another unit is asked about named criteria, and what it answered. Nothing tells who asked.
CREATE TABLE statements (
    statement_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    unit text NOT NULL,
    criteria text[] NOT NULL CHECK (cardinality(criteria) > 0),
    question text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'given', 'withdrawn')),
    answer text,
    remarks jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX statements_case ON statements (case_id, statement_id);

-- The desk of a unit reads what it is asked in the order of due dates.
CREATE INDEX statements_unit_due ON statements (unit, due_on) WHERE state = 'requested';
CREATE INDEX office_questions_unit_due ON office_questions (unit, due_on) WHERE answer IS NULL;

-- The versions of a case sheet: the one from screening and every change of it. The newest one is frozen with the first claim.
CREATE TABLE case_sheets (
    case_id uuid NOT NULL REFERENCES cases,
    version integer NOT NULL CHECK (version > 0),
    title text NOT NULL,
    body text NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, version)
);
