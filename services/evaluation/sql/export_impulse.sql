-- The impulse of a number with the texts that are here.
SELECT i.*, text.content AS text, sheet.content AS case_sheet
FROM impulses AS i
LEFT JOIN texts AS text ON text.text_id = i.text_id
LEFT JOIN texts AS sheet ON sheet.text_id = i.case_sheet_id
WHERE i.number = $1
