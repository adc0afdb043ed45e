-- One impulse for the screening desk. Uses impulses_pkey.
SELECT
    id, number, state, origin, channel, title, text, place, field_of_action, received_on, has_contact,
    motion, source_url, licence
FROM impulses
WHERE id = $1
