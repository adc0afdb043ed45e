INSERT INTO impulses (
    impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
    updated_at, impulse, assessment, measure, texts, status_parts, words
)
SELECT
    impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
    updated_at, impulse::jsonb, assessment::jsonb, measure::jsonb, texts::jsonb, status_parts::jsonb,
    setweight(to_tsvector('german', coalesce(title, '')), 'A') || to_tsvector('german', coalesce(body, ''))
FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::date[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[]
) AS new (
    impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
    updated_at, impulse, assessment, measure, texts, status_parts, body
)
