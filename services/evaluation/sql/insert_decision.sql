INSERT INTO decisions (
    case_id, decider, decision, deviation, reasons, conditions, deviation_reason, confirmation, until, addressee,
    minority_view
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
