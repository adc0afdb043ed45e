-- The next cases that wait for a decision, after the cursor. Filters are null where they do not count. Uses cases_state_due.
SELECT c.case_id, c.due_on
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
WHERE c.state = 'consolidated'
    AND (c.due_on, c.case_id) > ($1, $2)
    AND ($3::text IS NULL OR c.result ->> 'decision' = $3)
    AND ($4::text IS NULL OR i.field_of_action = $4)
    AND ($5::text IS NULL OR i.unit = $5)
    AND ($6::text IS NULL OR c.track = $6)
    AND ($7::uuid[] IS NULL OR c.case_id = ANY($7))
ORDER BY c.due_on, c.case_id
LIMIT $8
