-- What implementation knows of an impulse. A row appears with the first record about it, whichever topic that is on;
-- each fact fills its own columns. Titles and conditions stand in `texts`.
CREATE TABLE impulses (
    impulse_id uuid PRIMARY KEY,
    number text,
    text_id uuid,
    text_version integer,
    unit text,
    decision text,
    conditions_id uuid,
    conditions_version integer,
    decided_at timestamptz,
    redacted_up_to integer NOT NULL DEFAULT 0
);

-- The desk reads accepted impulses in the order of their decisions, the API by id.
CREATE INDEX impulses_accepted ON impulses (decided_at, impulse_id)
WHERE decision IN ('accepted', 'accepted_with_conditions');

-- Measures. Every typed word, our own ones included, stands in `texts`, so that erasure has one place.
CREATE TABLE measures (
    measure_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL REFERENCES impulses,
    text_id uuid NOT NULL,
    unit text NOT NULL,
    due_on date NOT NULL,
    planned_cents bigint NOT NULL CHECK (planned_cents >= 0),
    own_share_cents bigint CHECK (own_share_cents >= 0),
    funding_cents bigint CHECK (funding_cents >= 0),
    indicator_text_id uuid,
    baseline numeric,
    target numeric,
    state text NOT NULL CHECK (state IN ('planned', 'in_progress', 'completed', 'abandoned')),
    percent integer NOT NULL CHECK (percent BETWEEN 0 AND 100),
    reason_text_id uuid,
    planned_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK (coalesce(own_share_cents, 0) + coalesce(funding_cents, 0) <= planned_cents),
    CHECK (num_nulls(indicator_text_id, baseline, target) IN (0, 3)),
    CHECK ((state IN ('completed', 'abandoned')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'abandoned') = (reason_text_id IS NOT NULL))
);

CREATE INDEX measures_impulse ON measures (impulse_id, measure_id);

-- The desk reads running measures by due date and finished ones by the day they ended.
CREATE INDEX measures_running ON measures (due_on, measure_id) WHERE finished_at IS NULL;
CREATE INDEX measures_finished ON measures (finished_at DESC, measure_id) WHERE finished_at IS NOT NULL;

-- Impulses with their words, as far as they have arrived and were not erased.
CREATE VIEW impulses_with_words AS
SELECT
    impulses.impulse_id,
    impulses.number,
    impulses.unit,
    impulses.decision,
    impulses.decided_at,
    impulse_texts.content ->> 'title' AS title,
    impulse_texts.content ->> 'body' AS body,
    conditions.content ->> 'body' AS conditions
FROM impulses
LEFT JOIN texts AS impulse_texts
ON impulse_texts.text_id = impulses.text_id
AND impulse_texts.text_version >= impulses.text_version
LEFT JOIN texts AS conditions
ON conditions.text_id = impulses.conditions_id
AND conditions.text_version >= impulses.conditions_version;

CREATE VIEW measures_with_words AS
SELECT
    measures.measure_id,
    measures.impulse_id,
    measures.unit,
    measures.due_on,
    measures.planned_cents,
    measures.own_share_cents,
    measures.funding_cents,
    measures.baseline,
    measures.target,
    measures.state,
    measures.percent,
    measures.planned_at,
    measures.finished_at,
    plans.content ->> 'title' AS title,
    indicators.content ->> 'title' AS indicator,
    reasons.content ->> 'body' AS reason
FROM measures
LEFT JOIN texts AS plans ON plans.text_id = measures.text_id
LEFT JOIN texts AS indicators ON indicators.text_id = measures.indicator_text_id
LEFT JOIN texts AS reasons ON reasons.text_id = measures.reason_text_id;
