-- What was imported was handed in elsewhere: the service promise begins with its release.
WITH new AS (
    SELECT *
    FROM jsonb_to_recordset($1) AS new (
        impulse_id uuid, text_id uuid, text_version integer, case_sheet_id uuid, case_sheet_version integer,
        field_of_action text, strategic_goals smallint[], unit text, track text, track_reason text, profile text,
        one_off_cents bigint, yearly_cents bigint, motion text, subjects text[], released_at timestamptz
    )
), promised AS (
    INSERT INTO promises (impulse_id, since)
    SELECT new.impulse_id, (new.released_at AT TIME ZONE 'Europe/Berlin')::date
    FROM new
    JOIN impulses ON impulses.id = new.impulse_id AND impulses.channel = 'import'
    ON CONFLICT (impulse_id) DO NOTHING
)
INSERT INTO releases (
    impulse_id, text_id, text_version, case_sheet_id, case_sheet_version, field_of_action, strategic_goals, unit, track,
    track_reason, profile, one_off_cents, yearly_cents, motion, subjects, released_at
)
SELECT
    impulse_id, text_id, text_version, case_sheet_id, case_sheet_version, field_of_action, strategic_goals, unit, track,
    track_reason, profile, one_off_cents, yearly_cents, motion, subjects, released_at
FROM new
