-- What was proposed about the cases of an impulse; that something was decided, and what, stays in the minutes.
UPDATE agenda_items
SET proposal = jsonb_build_object('decision', proposal -> 'decision', 'reasons', '')
FROM cases
WHERE cases.case_id = agenda_items.case_id
    AND cases.impulse_id = $1
    AND agenda_items.proposal IS NOT NULL
