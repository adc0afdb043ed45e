-- additive
-- One decision about many cases: what it says for all of them. `text` may have variables. `actor` goes into the journal.
CREATE TABLE bulk_decisions (
    bulk_id uuid PRIMARY KEY,
    decider text NOT NULL,
    decider_unit text NOT NULL,
    actor text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('accepted', 'rejected', 'deferred', 'forwarded')),
    text text NOT NULL,
    until date,
    addressee text,
    state text NOT NULL CHECK (state IN ('draft', 'deciding', 'decided', 'withdrawing', 'withdrawn')),
    created_at timestamptz NOT NULL
);

CREATE INDEX bulk_decisions_decider ON bulk_decisions (decider, created_at);

-- What the service works on by itself.
CREATE INDEX bulk_decisions_at_work ON bulk_decisions (bulk_id) WHERE state IN ('deciding', 'withdrawing');

-- The cases of a bulk decision in their order, with what the person wrote for one alone. `seen` stands for everything about the
-- case that the person had in view: where it is another one, the case is not decided. `filled` is the common text with the
-- values of the case as they were then, null while one is missing: what was shown is what is decided. `problems` are the
-- codes of what was in the way at that time. `cause` and `detail` tell why a case was left undecided, or kept its decision
-- when others lost it. `decided_at` is the moment of the decision, by which it is known again.
CREATE TABLE bulk_items (
    bulk_id uuid NOT NULL REFERENCES bulk_decisions ON DELETE CASCADE,
    place integer NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    seen text NOT NULL,
    filled text,
    problems text[] NOT NULL DEFAULT '{}',
    reasons text,
    deviation_reason text,
    confirmation text,
    minority_view text,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'left_out', 'decided', 'skipped', 'withdrawn', 'kept')),
    cause text,
    detail text,
    decided_at timestamptz,
    PRIMARY KEY (bulk_id, place),
    UNIQUE (bulk_id, case_id)
);

CREATE INDEX bulk_items_case ON bulk_items (case_id);

-- The next ones of a portion are found without reading those that are done.
CREATE INDEX bulk_items_waiting ON bulk_items (bulk_id, place) WHERE state = 'waiting';
CREATE INDEX bulk_items_decided ON bulk_items (bulk_id, place) WHERE state = 'decided';
