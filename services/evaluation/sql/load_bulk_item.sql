SELECT place, case_id, seen, filled, reasons, deviation_reason, confirmation, minority_view, decided_at, state, problems, cause, detail
FROM bulk_items
WHERE bulk_id = $1 AND case_id = $2
