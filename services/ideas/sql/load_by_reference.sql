-- What came before by these sources and references. Uses impulses_channel_source_reference_key.
SELECT id, number, source, reference, title, text, origin, field_of_action
FROM unnest($2::text[], $3::text[]) AS wanted (source, reference)
JOIN impulses USING (source, reference)
WHERE channel = $1
