-- Turns a finished replay of facts into a state that is kept: the facts of that day, the texts and the visibility of now.
-- No text was read, so none is in these tables: what is erased from the live views is gone here at the same moment.

DROP TABLE consumer_offsets, applied, parked, last_batch, changed_rows, impulse_words, title_words;
ALTER TABLE impulses RENAME TO kept_impulses;
ALTER TABLE impulse_parts RENAME TO kept_parts;

-- A view holds on to the tables that it was made for, and a rebuild swaps them. The body of a function is read anew with every
-- plan, so it finds what is live then; the planner puts it in the place of the call.
CREATE FUNCTION live_impulses() RETURNS TABLE (impulse_id uuid, title text, place text, listed boolean)
LANGUAGE sql STABLE
AS 'SELECT impulse_id, title, place, listed FROM views.impulses';

CREATE FUNCTION live_texts() RETURNS TABLE (impulse_id uuid, texts json)
LANGUAGE sql STABLE
AS 'SELECT impulse_id, texts FROM views.impulse_parts';

CREATE FUNCTION live_words() RETURNS TABLE (impulse_id uuid, words tsvector)
LANGUAGE sql STABLE
AS 'SELECT impulse_id, words FROM views.impulse_words';

CREATE FUNCTION live_title_words() RETURNS TABLE (word text)
LANGUAGE sql STABLE
AS 'SELECT word FROM views.title_words';

CREATE VIEW impulse_words AS
SELECT impulse_id, words
FROM live_words();

CREATE VIEW title_words AS
SELECT word
FROM live_title_words();

-- All columns of the tables under their names, so that every query works here, too.
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT
            name,
            kept,
            live,
            string_agg(coalesce(instead ->> attname, format('kept.%I', attname)), ', ' ORDER BY attnum) AS columns
        FROM (
            VALUES
                (
                    'impulses', 'kept_impulses', 'live_impulses',
                    '{"title": "live.title", "place": "live.place", "listed": "kept.listed AND live.listed AS listed"}'::json
                ),
                ('impulse_parts', 'kept_parts', 'live_texts', '{"texts": "live.texts"}')
        ) AS wanted (name, kept, live, instead)
        JOIN pg_attribute ON attrelid = kept::regclass
        WHERE attnum > 0
            AND NOT attisdropped
        GROUP BY name, kept, live
    LOOP
        EXECUTE format(
            'CREATE VIEW %I AS SELECT %s FROM %I AS kept JOIN %I() AS live USING (impulse_id)',
            made.name, made.columns, made.kept, made.live
        );
    END LOOP;
END
$$;
