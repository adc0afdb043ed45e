-- The facts of one impulse arrive in their order, so the last one is the newest published decision.
INSERT INTO impulses (impulse_id, decision, conditions_id, conditions_version, decided_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (impulse_id) DO UPDATE
SET decision = excluded.decision,
    conditions_id = excluded.conditions_id,
    conditions_version = excluded.conditions_version,
    decided_at = excluded.decided_at
