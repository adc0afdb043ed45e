-- What a published decision says about carrying it out: who, within which costs, measured by what, and on which conditions.
-- `conditions` is a list of {text_id, text_version, unit, due_on, budget_year, debate_on}; every word stands in `texts`.
DROP VIEW impulses_with_words;
DROP VIEW measures_with_words;

ALTER TABLE impulses
ADD COLUMN decided_unit text,
ADD COLUMN promised_for date,
ADD COLUMN one_off_cents bigint CHECK (one_off_cents >= 0),
ADD COLUMN yearly_cents bigint CHECK (yearly_cents >= 0),
ADD COLUMN indicator_id uuid,
ADD COLUMN indicator_version integer,
ADD COLUMN conditions jsonb NOT NULL DEFAULT '[]';

UPDATE impulses
SET conditions = jsonb_build_array(jsonb_build_object('text_id', conditions_id, 'text_version', conditions_version))
WHERE conditions_id IS NOT NULL
AND decision = 'accepted_with_conditions';

ALTER TABLE impulses
DROP COLUMN conditions_id,
DROP COLUMN conditions_version;

-- Impulses with their words, as far as they have arrived and were not erased.
CREATE VIEW impulses_with_words AS
SELECT
    impulses.impulse_id,
    impulses.number,
    impulses.unit,
    impulses.decision,
    impulses.decided_at,
    impulses.decided_unit,
    impulses.promised_for,
    impulses.one_off_cents,
    impulses.yearly_cents,
    indicators.content ->> 'title' AS indicator,
    impulse_texts.content ->> 'title' AS title,
    impulse_texts.content ->> 'body' AS body,
    conditions.listed AS conditions
FROM impulses
LEFT JOIN texts AS impulse_texts
ON impulse_texts.text_id = impulses.text_id
AND impulse_texts.text_version >= impulses.text_version
LEFT JOIN texts AS indicators
ON indicators.text_id = impulses.indicator_id
AND indicators.text_version >= impulses.indicator_version
CROSS JOIN LATERAL (
    SELECT
        coalesce(
            jsonb_agg(
                each.condition - 'text_id' - 'text_version' || jsonb_build_object('text', texts.content ->> 'body')
                ORDER BY each.position
            ),
            '[]'
        ) AS listed
    FROM jsonb_array_elements(impulses.conditions) WITH ORDINALITY AS each (condition, position)
    LEFT JOIN texts
    ON texts.text_id = (each.condition ->> 'text_id')::uuid
    AND texts.text_version >= (each.condition ->> 'text_version')::integer
) AS conditions;

-- Measures with their words, and with the last published decision about their impulse: it may have taken an acceptance back.
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
    impulses.decision,
    plans.content ->> 'title' AS title,
    indicators.content ->> 'title' AS indicator,
    reasons.content ->> 'body' AS reason
FROM measures
JOIN impulses ON impulses.impulse_id = measures.impulse_id
LEFT JOIN texts AS plans ON plans.text_id = measures.text_id
LEFT JOIN texts AS indicators ON indicators.text_id = measures.indicator_text_id
LEFT JOIN texts AS reasons ON reasons.text_id = measures.reason_text_id;
