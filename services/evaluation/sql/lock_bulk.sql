-- One row, locked until commit.
SELECT bulk_id, decider, decider_unit, actor, decision, text, until, addressee, state
FROM bulk_decisions
WHERE bulk_id = $1
FOR UPDATE
