-- The sheet as screening wrote it becomes the case's own, unless the case has one: what is frozen may not follow later texts.
INSERT INTO case_sheets (case_id, version, title, body, kept_at)
SELECT c.case_id, sheet.text_version, sheet.content ->> 'title', sheet.content ->> 'body', $2
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
JOIN texts AS sheet ON sheet.text_id = i.case_sheet_id
WHERE c.case_id = $1
    AND sheet.content IS NOT NULL
    AND NOT EXISTS (SELECT FROM case_sheets WHERE case_sheets.case_id = c.case_id)
