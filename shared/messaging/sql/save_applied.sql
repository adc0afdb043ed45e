INSERT INTO applied (consumer, topic, subject, sequence)
SELECT $1, topic, subject, sequence
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS new (topic, subject, sequence)
ON CONFLICT (consumer, topic, subject) DO UPDATE
SET sequence = excluded.sequence
