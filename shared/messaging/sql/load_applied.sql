-- The last applied sequence of some subjects. Uses applied_pkey.
SELECT topic, subject, sequence
FROM applied
JOIN unnest($2::text[], $3::text[]) AS wanted (topic, subject) USING (topic, subject)
WHERE consumer = $1
