-- New impulses and what the status page tells about each; one that came before by the same source and reference is left
-- out. Returns the new ids.
WITH stored AS (
    INSERT INTO impulses (
        id, number, state, origin, channel, visibility, title, text, place, field_of_action, received_on, has_contact,
        source, reference, source_url, licence, code_lookup, motion, received_at
    )
    SELECT new.*, $19::timestamptz
    FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::date[], $12::boolean[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[],
        $18::text[]
    ) AS new
    ON CONFLICT (channel, source, reference) DO NOTHING
    RETURNING id, channel, received_on
), told AS (
    INSERT INTO impulse_status (impulse_id, parts, times)
    SELECT id, $20::jsonb, $21::jsonb
    FROM stored
), promised AS (
    -- What is imported was handed in elsewhere; its promise begins with its release.
    INSERT INTO promises (impulse_id, since)
    SELECT id, received_on
    FROM stored
    WHERE channel <> 'import'
)
SELECT id
FROM stored
