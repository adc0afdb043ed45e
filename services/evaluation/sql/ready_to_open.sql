-- A released impulse whose texts are here in the released version and that has no case yet, with the active catalogue.
SELECT i.impulse_id, i.track, i.profile, c.catalogue_id, c.version AS catalogue_version,
    i.field_of_action, i.strategic_goals, i.unit,
    concat_ws(' ', text.content ->> 'title', text.content ->> 'body') AS words
FROM impulses AS i
JOIN texts AS text ON text.text_id = i.text_id AND text.text_version >= i.text_version AND text.content IS NOT NULL
JOIN texts AS sheet
    ON sheet.text_id = i.case_sheet_id AND sheet.text_version >= i.case_sheet_version AND sheet.content IS NOT NULL
CROSS JOIN (SELECT catalogue_id, version FROM catalogues ORDER BY activation DESC LIMIT 1) AS c
WHERE i.impulse_id = $1
    AND i.ended IS NULL
    AND NOT EXISTS (SELECT FROM cases WHERE impulse_id = i.impulse_id)
