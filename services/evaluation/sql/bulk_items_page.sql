-- A page of the cases of a bulk decision; with $3 only those where something was in the way.
SELECT place, case_id, seen, filled, reasons, deviation_reason, confirmation, minority_view, decided_at, state, problems, cause, detail
FROM bulk_items
WHERE bulk_id = $1 AND place > $2 AND (NOT $3::boolean OR problems <> '{}' OR cause IS NOT NULL)
ORDER BY place
LIMIT $4
