WITH row AS (
    SELECT *
    FROM unnest(
        $1::uuid[], $2::jsonb[], $3::jsonb[], $4::jsonb[], $5::jsonb[], $6::jsonb[], $7::text[], $8::text[],
        $9::text[], $10::text[], $11::boolean[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
        $17::date[], $18::timestamptz[]
    ) AS row (
        impulse_id, impulse, assessment, measure, texts, status_parts, number, status,
        sub_state, visibility, listed, title, body, decision, origin, field_of_action,
        received_on, updated_at
    )
)
INSERT INTO impulses (
    impulse_id, impulse, assessment, measure, texts, status_parts, number, status, sub_state, visibility, listed,
    title, decision, origin, field_of_action, received_on, updated_at, words
)
SELECT
    impulse_id, impulse, assessment, measure, texts, status_parts, number, status, sub_state, visibility, listed,
    title, decision, origin, field_of_action, received_on, updated_at,
    setweight(to_tsvector('german', coalesce(title, '')), 'A') || to_tsvector('german', coalesce(body, ''))
FROM row
ON CONFLICT (impulse_id) DO UPDATE
SET impulse = excluded.impulse,
    assessment = excluded.assessment,
    measure = excluded.measure,
    texts = excluded.texts,
    status_parts = excluded.status_parts,
    number = excluded.number,
    status = excluded.status,
    sub_state = excluded.sub_state,
    visibility = excluded.visibility,
    listed = excluded.listed,
    title = excluded.title,
    decision = excluded.decision,
    origin = excluded.origin,
    field_of_action = excluded.field_of_action,
    received_on = excluded.received_on,
    updated_at = excluded.updated_at,
    words = excluded.words
