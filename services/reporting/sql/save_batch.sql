-- All that a batch changes, in one statement. A part that is null has not changed and keeps its place on disk; the words are
-- taken anew only from another text. A total that came and went leaves no trace: a rebuild in other batches may never have
-- seen it. Goals come as digits, because `unnest` would take lists of different lengths apart.
WITH written AS (
    UPDATE last_batch
    SET token = $1,
        number = number + 1
    RETURNING number
), noted AS (
    INSERT INTO changed_rows (batch, rows)
    SELECT number, CASE WHEN cardinality($2::uuid[]) <= 1000 THEN $2::uuid[]::text[] END
    FROM written
), forgotten AS (
    DELETE FROM changed_rows
    USING written
    WHERE batch <= number - 100
), changed AS (
    SELECT *
    FROM unnest(
        $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[],
        $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::date[], $16::timestamptz[],
        $17::date[], $18::boolean[], $19::date[], $20::date[], $21::date[], $22::json[], $23::json[], $24::json[],
        $25::json[], $26::json[]
    ) AS changed (
        impulse_id, number, status, sub_state, visibility, listed, title, place, decision, origin, field_of_action,
        goals, motion, received_on, updated_at, decided_on, deviation, due_on, promised_for, session_on, impulse,
        assessment, measure, texts, status_parts
    )
), shown AS (
    INSERT INTO impulses (
        impulse_id, number, status, sub_state, visibility, listed, title, place, decision, origin, field_of_action,
        goals, motion, received_on, updated_at, decided_on, deviation, due_on, promised_for, session_on
    )
    SELECT
        impulse_id, number, status, sub_state, visibility, listed, title, place, decision, origin, field_of_action,
        string_to_array(goals, NULL)::smallint[], motion, received_on, updated_at, decided_on, deviation, due_on,
        promised_for, session_on
    FROM changed
    ON CONFLICT (impulse_id) DO UPDATE
    SET number = excluded.number,
        status = excluded.status,
        sub_state = excluded.sub_state,
        visibility = excluded.visibility,
        listed = excluded.listed,
        title = excluded.title,
        place = excluded.place,
        decision = excluded.decision,
        origin = excluded.origin,
        field_of_action = excluded.field_of_action,
        goals = excluded.goals,
        motion = excluded.motion,
        received_on = excluded.received_on,
        updated_at = excluded.updated_at,
        decided_on = excluded.decided_on,
        deviation = excluded.deviation,
        due_on = excluded.due_on,
        promised_for = excluded.promised_for,
        session_on = excluded.session_on
), parts AS (
    INSERT INTO impulse_parts AS stored (impulse_id, impulse, assessment, measure, texts, status_parts)
    SELECT impulse_id, impulse, assessment, measure, texts, status_parts
    FROM changed
    ON CONFLICT (impulse_id) DO UPDATE
    SET impulse = coalesce(excluded.impulse, stored.impulse),
        assessment = coalesce(excluded.assessment, stored.assessment),
        measure = coalesce(excluded.measure, stored.measure),
        texts = coalesce(excluded.texts, stored.texts),
        status_parts = coalesce(excluded.status_parts, stored.status_parts)
), words AS (
    INSERT INTO impulse_words (impulse_id, words, title)
    SELECT impulse_id, setweight(to_tsvector('german', title), 'A') || to_tsvector('german', body), lower(title)
    FROM unnest($27::uuid[], $28::text[], $29::text[]) AS reworded (impulse_id, title, body)
    ON CONFLICT (impulse_id) DO UPDATE
    SET words = excluded.words,
        title = excluded.title
), total AS (
    SELECT what, scope, value, coalesce(totals.number, 0) + by AS number
    FROM unnest($30::text[], $31::text[], $32::text[], $33::bigint[]) AS difference (what, scope, value, by)
    LEFT JOIN totals USING (scope, what, value)
), gone AS (
    DELETE FROM totals
    USING total
    WHERE totals.what = total.what
    AND totals.scope = total.scope
    AND totals.value = total.value
    AND total.number = 0
)
INSERT INTO totals (what, scope, value, number)
SELECT what, scope, value, number
FROM total
WHERE number <> 0
ON CONFLICT (scope, what, value) DO UPDATE
SET number = excluded.number
