-- Everything that was typed in the cases of an impulse, where the words may be about the submitter.
WITH drafts AS (
    UPDATE seats
    SET ratings = (
        SELECT coalesce(jsonb_object_agg(criterion, rating - 'reason' - 'mitigation'), '{}')
        FROM jsonb_each(seats.ratings) AS given (criterion, rating)
    )
    FROM cases
    WHERE cases.case_id = seats.case_id AND cases.impulse_id = $1
), answers AS (
    UPDATE office_questions
    SET reason = NULL
    FROM cases
    WHERE cases.case_id = office_questions.case_id AND cases.impulse_id = $1
), meetings AS (
    UPDATE consensus_meetings
    SET minutes = ''
    FROM cases
    WHERE cases.case_id = consensus_meetings.case_id AND cases.impulse_id = $1
), said AS (
    UPDATE statements
    SET question = '',
        answer = CASE WHEN answer IS NULL THEN NULL ELSE '' END,
        remarks = '{}'
    FROM cases
    WHERE cases.case_id = statements.case_id AND cases.impulse_id = $1
), sheets AS (
    DELETE FROM case_sheets
    USING cases
    WHERE cases.case_id = case_sheets.case_id AND cases.impulse_id = $1
), notes AS (
    DELETE FROM discussion_notes
    USING cases
    WHERE cases.case_id = discussion_notes.case_id AND cases.impulse_id = $1
), postponed AS (
    UPDATE postponements
    SET note = ''
    FROM cases
    WHERE cases.case_id = postponements.case_id AND cases.impulse_id = $1
), followed AS (
    UPDATE follow_ups
    SET answer = CASE WHEN answer IS NULL THEN NULL ELSE '' END
    FROM cases
    WHERE cases.case_id = follow_ups.case_id AND cases.impulse_id = $1
), bulk AS (
    UPDATE bulk_items
    SET filled = NULL,
        reasons = NULL,
        deviation_reason = NULL,
        confirmation = NULL,
        minority_view = NULL
    FROM cases
    WHERE cases.case_id = bulk_items.case_id AND cases.impulse_id = $1
)
UPDATE decisions
SET reasons = '',
    conditions = (
        SELECT coalesce(jsonb_agg(jsonb_set(condition, '{text}', '""') ORDER BY position), '[]')
        FROM jsonb_array_elements(decisions.conditions) WITH ORDINALITY AS given (condition, position)
    ),
    minority_view = NULL,
    indicator = NULL,
    correction = CASE WHEN correction IS NULL THEN NULL ELSE '' END,
    deviation_reason = CASE WHEN deviation_reason IS NULL THEN NULL ELSE '' END,
    confirmation = NULL
FROM cases
WHERE cases.case_id = decisions.case_id AND cases.impulse_id = $1
