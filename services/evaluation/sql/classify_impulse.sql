-- Keeps the classification, locks the impulse until commit and tells which catalogue is active.
UPDATE impulses
SET text_id = $2,
    text_version = $3,
    case_sheet_id = $4,
    case_sheet_version = $5,
    track = $6,
    profile = $7,
    field_of_action = $8,
    strategic_goals = $9,
    unit = $10,
    motion = $11,
    subjects = $12,
    one_off_cents = $13,
    yearly_cents = $14
WHERE impulse_id = $1
RETURNING (SELECT catalogue_id FROM catalogues ORDER BY activation DESC LIMIT 1) AS catalogue_id,
    (SELECT version FROM catalogues ORDER BY activation DESC LIMIT 1) AS catalogue_version
