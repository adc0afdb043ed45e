-- All that a batch changes, in one statement. A part that is null has not changed and keeps its place on disk; the words are
-- taken anew only from another text. A total that came and went leaves no trace: a rebuild in other batches may never have
-- seen it.
WITH written AS (
    UPDATE last_batch
    SET token = $1
), changed AS (
    SELECT *
    FROM unnest(
        $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::text[],
        $11::text[], $12::date[], $13::timestamptz[], $14::json[], $15::json[], $16::json[], $17::json[], $18::json[]
    ) AS changed (
        impulse_id, number, status, sub_state, visibility, listed, title, decision, origin,
        field_of_action, received_on, updated_at, impulse, assessment, measure, texts, status_parts
    )
), shown AS (
    INSERT INTO impulses (
        impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
        updated_at
    )
    SELECT
        impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
        updated_at
    FROM changed
    ON CONFLICT (impulse_id) DO UPDATE
    SET number = excluded.number,
        status = excluded.status,
        sub_state = excluded.sub_state,
        visibility = excluded.visibility,
        listed = excluded.listed,
        title = excluded.title,
        decision = excluded.decision,
        origin = excluded.origin,
        field_of_action = excluded.field_of_action,
        received_on = excluded.received_on,
        updated_at = excluded.updated_at
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
    INSERT INTO impulse_words (impulse_id, words)
    SELECT impulse_id, setweight(to_tsvector('german', title), 'A') || to_tsvector('german', body)
    FROM unnest($19::uuid[], $20::text[], $21::text[]) AS reworded (impulse_id, title, body)
    ON CONFLICT (impulse_id) DO UPDATE
    SET words = excluded.words
), total AS (
    SELECT what, value, coalesce(totals.number, 0) + by AS number
    FROM unnest($22::text[], $23::text[], $24::bigint[]) AS difference (what, value, by)
    LEFT JOIN totals USING (what, value)
), gone AS (
    DELETE FROM totals
    USING total
    WHERE totals.what = total.what
    AND totals.value = total.value
    AND total.number = 0
)
INSERT INTO totals (what, value, number)
SELECT what, value, number
FROM total
WHERE number <> 0
ON CONFLICT (what, value) DO UPDATE
SET number = excluded.number
