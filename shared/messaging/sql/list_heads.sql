-- The published list of checkpoint $1 in its order: 32 bytes of hashed id and 32 bytes of head a row.
SELECT hashed_id || head AS leaf
FROM (
    SELECT
        sha256(blind || convert_to(stream || E'\n' || subject, 'UTF8')) AS hashed_id,
        CASE WHEN blind = '' THEN hash ELSE sha256(blind || hash) END AS head
    FROM checkpoint_heads
    WHERE since <= $1
    AND (until IS NULL OR until > $1)
) AS list
ORDER BY hashed_id, head
