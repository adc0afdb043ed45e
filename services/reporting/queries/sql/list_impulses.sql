-- One page of the public list, newest change first. Uses impulses_listed or, with a status, impulses_status.
SELECT impulse_id, number, title, status, sub_state, decision, origin, field_of_action, received_on, updated_at
FROM impulses
WHERE listed
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR origin = $2)
    AND ($3::text IS NULL OR field_of_action = $3)
    AND ($4::text IS NULL OR starts_with(number, $4))
    AND ($5::timestamptz IS NULL OR (updated_at, impulse_id) < ($5, $6::uuid))
ORDER BY updated_at DESC, impulse_id DESC
LIMIT $7
