-- A list of impulses as JSON; one that came before by the same source and reference is left out. Returns the new ids.
INSERT INTO impulses (
    id, number, state, origin, channel, visibility, title, text, place, field_of_action, received_on, received_at,
    has_contact, source, reference, source_url, licence, code_lookup
)
SELECT
    id, number, state, origin, channel, visibility, title, text, place, field_of_action, received_on, received_at,
    has_contact, source, reference, source_url, licence, decode(code_lookup, 'hex')
FROM jsonb_to_recordset($1) AS new (
    id uuid, number text, state text, origin text, channel text, visibility text, title text, text text, place text,
    field_of_action text, received_on date, received_at timestamptz, has_contact boolean, source text, reference text,
    source_url text, licence text, code_lookup text
)
ON CONFLICT (channel, source, reference) DO NOTHING
RETURNING id
