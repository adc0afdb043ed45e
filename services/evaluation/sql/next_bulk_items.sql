-- The next items of a bulk decision in one state whose case nobody else changes now; the cases are locked until commit. Who waits
-- for nobody here cannot block another one. An item may be done since this statement began: whoever saves it looks again. Uses
-- bulk_items_waiting or bulk_items_decided.
SELECT item.place, item.case_id, item.seen, item.filled, item.reasons, item.deviation_reason, item.confirmation,
    item.minority_view, item.decided_at
FROM bulk_items AS item
JOIN cases USING (case_id)
WHERE item.bulk_id = $1 AND item.state = $2
ORDER BY item.place
LIMIT $3
FOR UPDATE OF cases SKIP LOCKED
