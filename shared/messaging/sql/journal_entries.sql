-- Every entry in the order of the primary key, time and data as text: what was tampered with may not fit any type of ours.
SELECT
    stream,
    subject,
    sequence,
    type,
    to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time,
    data::text AS data,
    hash
FROM events
ORDER BY stream, subject, sequence
