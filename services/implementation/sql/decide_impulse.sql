-- The facts of one impulse arrive in their order, so the last one is the newest published decision. A correction of its texts
-- ($10) is no new decision: who waits keeps the day.
INSERT INTO impulses (
    impulse_id, decision, decided_at, decided_unit, one_off_cents, yearly_cents, indicator_id, indicator_version, conditions,
    promised_for
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11)
ON CONFLICT (impulse_id) DO UPDATE
SET decision = excluded.decision,
    decided_at = CASE WHEN $10 THEN coalesce(impulses.decided_at, excluded.decided_at) ELSE excluded.decided_at END,
    decided_unit = excluded.decided_unit,
    one_off_cents = excluded.one_off_cents,
    yearly_cents = excluded.yearly_cents,
    indicator_id = excluded.indicator_id,
    indicator_version = excluded.indicator_version,
    conditions = excluded.conditions,
    promised_for = excluded.promised_for
