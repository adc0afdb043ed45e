UPDATE impulses
SET visibility = $2,
    text_id = coalesce($3, text_id),
    text_version = coalesce($4, text_version),
    case_sheet_id = coalesce($5, case_sheet_id),
    case_sheet_version = coalesce($6, case_sheet_version)
WHERE impulse_id = $1
