-- The latest bulk decisions of a person. Uses bulk_decisions_decider.
SELECT bulk_id, decision, state, created_at,
    (SELECT count(*) FROM bulk_items AS item WHERE item.bulk_id = bulk.bulk_id) AS items
FROM bulk_decisions AS bulk
WHERE decider = $1
ORDER BY created_at DESC
LIMIT $2
