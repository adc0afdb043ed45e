INSERT INTO measures (
    measure_id, impulse_id, text_id, unit, due_on, planned_cents, own_share_cents, funding_cents, indicator_text_id,
    baseline, target, state, percent, planned_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
