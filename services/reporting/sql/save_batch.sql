-- All that a batch changes, in one statement: $2 are the rows, $3 the differences of totals. A part that is null has not changed and
-- keeps its place on disk; the words are taken anew only from another text. A total that came and went leaves no trace: a rebuild
-- in other batches may never have seen it.
WITH written AS (
    UPDATE last_batch
    SET token = $1,
        number = number + 1
    RETURNING number
), changed AS (
    SELECT *
    FROM json_to_recordset($2::json) AS changed (
        impulse_id uuid, number text, status text, sub_state text, visibility text, listed boolean, title text, body text,
        place text, decision text, origin text, field_of_action text, goals smallint[], motion text, received_on date,
        updated_at timestamptz, decided_on date, deviation boolean, due_on date, promised_for date, session_on date,
        reworded boolean, impulse json, assessment json, measure json, texts json, status_parts json
    )
), reworded AS (
    SELECT
        impulse_id,
        setweight(to_tsvector('german', coalesce(title, '')), 'A') || to_tsvector('german', coalesce(body, '')) AS words
    FROM changed
    WHERE reworded
), noted AS (
    INSERT INTO changed_rows (batch, rows)
    SELECT number, (SELECT array_agg(impulse_id::text) FROM changed HAVING count(*) <= 1000)
    FROM written
), forgotten AS (
    DELETE FROM changed_rows
    USING written
    WHERE batch <= number - 100
), shown AS (
    INSERT INTO impulses (
        impulse_id, number, status, sub_state, visibility, listed, title, place, decision, origin, field_of_action,
        goals, motion, received_on, updated_at, decided_on, deviation, due_on, promised_for, session_on
    )
    SELECT
        impulse_id, number, status, sub_state, visibility, listed, title, place, decision, origin, field_of_action,
        goals, motion, received_on, updated_at, decided_on, deviation, due_on, promised_for, session_on
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
    INSERT INTO impulse_words (impulse_id, words)
    SELECT impulse_id, words
    FROM reworded
    ON CONFLICT (impulse_id) DO UPDATE
    SET words = excluded.words
), title_word AS (
    SELECT word, coalesce(title_words.number, 0) + by AS number
    FROM (
        SELECT word, sum(by)::bigint AS by
        FROM (
            SELECT words, 1 AS by
            FROM reworded
            UNION ALL
            SELECT impulse_words.words, -1
            FROM impulse_words
            JOIN reworded USING (impulse_id)
        ) AS before_and_after
        CROSS JOIN LATERAL unnest(tsvector_to_array(ts_filter(words, '{a}'))) AS word
        WHERE word ~ '^[[:alpha:]]+$'
        GROUP BY word
    ) AS difference
    LEFT JOIN title_words USING (word)
    WHERE by <> 0
), unsaid AS (
    DELETE FROM title_words
    USING title_word
    WHERE title_words.word = title_word.word
    AND title_word.number = 0
), said AS (
    INSERT INTO title_words (word, number)
    SELECT word, number
    FROM title_word
    WHERE number <> 0
    ON CONFLICT (word) DO UPDATE
    SET number = excluded.number
), total AS (
    SELECT what, scope, value, coalesce(totals.number, 0) + by AS number
    FROM json_to_recordset($3::json) AS difference (what text, scope text, value text, by bigint)
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
