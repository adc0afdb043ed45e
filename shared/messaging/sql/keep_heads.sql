-- The list of checkpoint $1 from the heads as they are: one statement, so one snapshot, and no lock on any writer.
-- A head replaces the kept one only where the journal still holds what was kept and goes on from there. Otherwise the
-- kept one stays in this and all later lists: a checkpoint never hides that the journal was changed before it.
WITH compared AS (
    SELECT
        stream,
        subject,
        head.sequence,
        head.hash,
        kept.since,
        coalesce(
            head.sequence > 0
            AND (
                kept.since IS NULL
                OR head.sequence > kept.sequence
                AND EXISTS (
                    SELECT FROM events AS entry
                    WHERE entry.stream = kept.stream
                    AND entry.subject = kept.subject
                    AND entry.sequence = kept.sequence
                    AND entry.hash = kept.hash
                )
            ),
            false
        ) AS follows
    FROM heads AS head
    FULL JOIN (SELECT * FROM checkpoint_heads WHERE until IS NULL) AS kept USING (stream, subject)
    WHERE (head.sequence, head.hash) IS DISTINCT FROM (kept.sequence, kept.hash)
),
closed AS (
    UPDATE checkpoint_heads AS kept
    SET until = $1
    FROM compared
    WHERE compared.follows
    AND kept.stream = compared.stream
    AND kept.subject = compared.subject
    AND kept.since = compared.since
),
added AS (
    INSERT INTO checkpoint_heads (stream, subject, since, sequence, hash, blind)
    SELECT stream, subject, $1, sequence, hash, CASE WHEN stream = $2 THEN uuid_send(gen_random_uuid()) ELSE '' END
    FROM compared
    WHERE follows
)
SELECT count(*) FILTER (WHERE NOT follows) AS changed
FROM compared
