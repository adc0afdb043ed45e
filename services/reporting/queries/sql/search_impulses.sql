-- One page of what holds words that many hold: $8 as people type them, $9 the same words as beginnings. Uses impulses_listed
-- or, with a status, impulses_status.
SELECT impulse_id, number, title, status, sub_state, decision, origin, field_of_action, goals, received_on, updated_at
FROM impulses
JOIN impulse_words USING (impulse_id)
WHERE listed
    AND words @@ (websearch_to_tsquery('german', $8) || to_tsquery('german', $9))
    -- include narrowed
    AND ($10::timestamptz IS NULL OR (updated_at, impulse_id) < ($10, $11::uuid))
ORDER BY updated_at DESC, impulse_id DESC
LIMIT $12
