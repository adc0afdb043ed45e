-- Every aggregate whose head, or whose head in the list of checkpoint $1 (none: null), is not what the journal holds.
WITH last AS (
    SELECT stream, subject, max(sequence) AS sequence
    FROM events
    GROUP BY stream, subject
),
kept AS (
    SELECT stream, subject, sequence, hash
    FROM checkpoint_heads
    WHERE since <= $1
    AND (until IS NULL OR until > $1)
),
compared AS (
    SELECT
        stream,
        subject,
        last.sequence AS last,
        head.sequence AS head,
        head.hash AS head_hash,
        kept.sequence AS kept,
        kept.hash AS kept_hash
    FROM last
    FULL JOIN heads AS head USING (stream, subject)
    FULL JOIN kept USING (stream, subject)
)
SELECT
    compared.stream,
    compared.subject,
    coalesce(last, 0) AS last,
    head,
    kept,
    at_head.hash IS NOT DISTINCT FROM head_hash AS head_fits,
    at_kept.hash IS NOT DISTINCT FROM kept_hash AS kept_fits,
    at_kept.hash IS NOT NULL AS kept_found
FROM compared
LEFT JOIN events AS at_head
    ON at_head.stream = compared.stream AND at_head.subject = compared.subject AND at_head.sequence = head
LEFT JOIN events AS at_kept
    ON at_kept.stream = compared.stream AND at_kept.subject = compared.subject AND at_kept.sequence = kept
WHERE head IS DISTINCT FROM last
OR at_head.hash IS DISTINCT FROM head_hash
OR at_kept.hash IS DISTINCT FROM kept_hash
ORDER BY compared.stream, compared.subject
