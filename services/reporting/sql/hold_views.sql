-- Two topics of one impulse may be read by two instances: the second waits here until the rows of the first are committed.
SELECT token
FROM last_batch
FOR UPDATE
