INSERT INTO discussion_notes (note_id, case_id, author, body)
VALUES ($1, $2, $3, $4)
