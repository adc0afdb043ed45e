SELECT author, body
FROM discussion_notes
WHERE case_id = $1
ORDER BY note_id
