-- What a consumer has parked: rows of what a portal posted ($2 is that topic), rows of everything else, and how many different
-- subjects of the latter turned out bad in the last hour. A bad record without a subject counts as one of its own.
SELECT
    count(*) FILTER (WHERE topic = $2) AS intake,
    count(*) FILTER (WHERE topic <> $2) AS others,
    count(DISTINCT (topic, coalesce(subject, id::text))) FILTER (
        WHERE topic <> $2 AND state = 'bad' AND parked_at > clock_timestamp() - interval '1 hour'
    ) AS subjects
FROM parked
WHERE consumer = $1
