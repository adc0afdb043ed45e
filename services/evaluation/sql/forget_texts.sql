-- Late copies of erased texts go, too: the impulse remembers up to which version.
WITH remembered AS (
    UPDATE impulses
    SET erased_up_to = greatest(erased_up_to, $2),
        decided_words = NULL
    WHERE impulse_id = $1
)
DELETE FROM texts
WHERE impulse_id = $1 AND text_version <= $2
