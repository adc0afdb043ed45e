-- A bulk decision is done when none of its cases is left, held by nobody else either.
UPDATE bulk_decisions
SET state = $3
WHERE bulk_id = $1
    AND state = $2
    AND NOT EXISTS (SELECT FROM bulk_items AS item WHERE item.bulk_id = $1 AND item.state = $4)
RETURNING bulk_id
