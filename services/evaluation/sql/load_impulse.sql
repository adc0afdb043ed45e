-- With the newest texts that are here; a text that was erased is null.
SELECT i.impulse_id, i.number, i.origin, i.visibility, i.portal_reference, i.submitter_marks,
    text.content AS text, sheet.content AS case_sheet
FROM impulses AS i
LEFT JOIN texts AS text ON text.text_id = i.text_id
LEFT JOIN texts AS sheet ON sheet.text_id = i.case_sheet_id
WHERE i.impulse_id = $1
