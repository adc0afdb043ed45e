-- What a body is to decide about a case, or was to decide last. Uses agenda_items_case.
SELECT proposal
FROM agenda_items
WHERE case_id = $1 AND proposal IS NOT NULL
ORDER BY outcome IS NULL DESC, session_id DESC
LIMIT 1
