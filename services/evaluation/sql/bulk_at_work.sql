-- A bulk decision that is being carried out: the next one in a circle, so that each gets its turn. Uses bulk_decisions_at_work.
SELECT bulk_id, decider, decider_unit, actor, decision, text, until, addressee, state
FROM bulk_decisions
WHERE state IN ('deciding', 'withdrawing')
ORDER BY bulk_id > $1 DESC, bulk_id
LIMIT 1
