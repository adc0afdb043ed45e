-- What became of cases of a bulk decision that are still in the state $2; $7 is the moment of those decided now.
UPDATE bulk_items AS item
SET state = done.state,
    cause = done.cause,
    detail = done.detail,
    decided_at = CASE WHEN done.state = 'decided' THEN $7 ELSE item.decided_at END
FROM unnest($3::integer[], $4::text[], $5::text[], $6::text[]) AS done (place, state, cause, detail)
WHERE item.bulk_id = $1 AND item.place = done.place AND item.state = $2
