-- What came before by these references. Uses impulses_channel_source_reference_key.
SELECT id, number, reference, title, text, origin, field_of_action
FROM impulses
WHERE channel = $1
AND source = $2
AND reference = ANY($3::text[])
