INSERT INTO impulses (impulse_id, number, origin, visibility, portal_reference, submitter_marks)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (impulse_id) DO UPDATE
SET number = excluded.number,
    origin = excluded.origin,
    visibility = excluded.visibility,
    portal_reference = excluded.portal_reference,
    submitter_marks = excluded.submitter_marks
