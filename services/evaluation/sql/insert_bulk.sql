INSERT INTO bulk_decisions (
    bulk_id, decider, decider_unit, actor, decision, text, until, addressee, state, created_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9)
