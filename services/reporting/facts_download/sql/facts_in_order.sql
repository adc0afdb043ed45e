-- What was sent twice stands here once; what differs under one number is not the same.
SELECT DISTINCT ON (subject, topic, sequence, hash) subject, topic, sequence, type, time, value, hash
FROM facts_read
ORDER BY subject, topic, sequence, hash
