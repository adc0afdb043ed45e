-- The parked records of a consumer that fit the filters, oldest first, and how many wait behind each. Uses parked_subject.
SELECT
    id, state, cluster_id, topic, partition, "offset", subject, sequence, headers, encrypted, reason, parked_at,
    (
        SELECT count(*)
        FROM parked AS later
        WHERE later.consumer = parked.consumer
        AND later.topic = parked.topic
        AND later.subject = parked.subject
        AND later.sequence > parked.sequence
        AND later.state = 'waiting'
    ) AS behind
FROM parked
WHERE consumer = $1
AND ($2::bigint[] IS NULL OR id = ANY($2))
AND ($3::text IS NULL OR state = $3)
AND ($4::text IS NULL OR topic = $4)
AND ($5::text IS NULL OR subject = $5)
AND ($6::text IS NULL OR strpos(lower(reason), lower($6)) > 0)
AND ($7::timestamptz IS NULL OR parked_at >= $7)
ORDER BY parked_at, id
