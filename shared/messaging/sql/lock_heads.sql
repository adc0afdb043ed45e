-- The heads of some aggregates, locked until commit, in one order for everybody so that writers cannot deadlock.
-- A new aggregate gets its head here, so that two writers of its first entry wait for each other, too.
INSERT INTO heads AS head (stream, subject, sequence, hash)
SELECT wanted.stream, wanted.subject, 0, ''
FROM unnest($1::text[], $2::text[]) AS wanted (stream, subject)
ORDER BY wanted.stream, wanted.subject
ON CONFLICT (stream, subject) DO UPDATE
SET sequence = head.sequence
RETURNING stream, subject, sequence, hash
