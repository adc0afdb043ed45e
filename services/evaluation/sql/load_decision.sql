SELECT decision, decider, deviation, reasons, conditions, deviation_reason, confirmation, until, addressee,
    minority_view
FROM decisions
WHERE case_id = $1
