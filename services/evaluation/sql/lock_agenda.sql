-- After the session and before its items are read: who erases an impulse locks its case first.
SELECT FROM cases
WHERE case_id IN (SELECT case_id FROM agenda_items WHERE session_id = $1)
ORDER BY case_id
FOR UPDATE
