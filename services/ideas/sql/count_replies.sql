-- Uses queries_waiting.
SELECT count(*)
FROM queries
WHERE state = 'replied'
