-- One page of the public list, newest change first; with $9 of these impulses only. Uses impulses_listed or, with a status,
-- impulses_status, or for the few of $9 impulses_pkey.
SELECT impulse_id, number, title, status, sub_state, decision, origin, field_of_action, goals, received_on, updated_at
FROM impulses
WHERE listed
    -- include narrowed
    AND ($8::text IS NULL OR starts_with(number, $8))
    AND ($9::uuid[] IS NULL OR impulse_id = ANY($9))
    AND ($10::timestamptz IS NULL OR (updated_at, impulse_id) < ($10, $11::uuid))
ORDER BY updated_at DESC, impulse_id DESC
LIMIT $12
