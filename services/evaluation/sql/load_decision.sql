SELECT decision, decider, deviation, reasons, conditions, deviation_reason, confirmation, until, addressee
FROM decisions
WHERE case_id = $1
