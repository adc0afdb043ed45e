-- A part that is null has not changed and keeps its place on disk; the words are taken anew only from another text.
UPDATE impulses AS stored
SET number = new.number,
    status = new.status,
    sub_state = new.sub_state,
    visibility = new.visibility,
    listed = new.listed,
    title = new.title,
    decision = new.decision,
    origin = new.origin,
    field_of_action = new.field_of_action,
    received_on = new.received_on,
    updated_at = new.updated_at,
    impulse = coalesce(new.impulse::jsonb, stored.impulse),
    assessment = coalesce(new.assessment::jsonb, stored.assessment),
    measure = coalesce(new.measure::jsonb, stored.measure),
    texts = coalesce(new.texts::jsonb, stored.texts),
    status_parts = coalesce(new.status_parts::jsonb, stored.status_parts),
    words = CASE
        WHEN new.reworded
        THEN setweight(to_tsvector('german', coalesce(new.title, '')), 'A') || to_tsvector('german', coalesce(new.body, ''))
        ELSE stored.words
    END
FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::date[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[], $19::boolean[]
) AS new (
    impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
    updated_at, impulse, assessment, measure, texts, status_parts, body, reworded
)
WHERE stored.impulse_id = new.impulse_id
