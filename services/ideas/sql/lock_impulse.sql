-- One impulse, locked until commit. Uses impulses_pkey.
SELECT id, number, state, origin, channel, visibility, title, text, place, field_of_action, motion, source_url, licence
FROM impulses
WHERE id = $1
FOR UPDATE
