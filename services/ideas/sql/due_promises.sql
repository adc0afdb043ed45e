-- Impulses whose promise ($2 months), or whose last notice, is over today ($1). Uses promises_first and promises_next.
SELECT impulse_id
FROM promises
WHERE (
    noticed_until IS NULL
    AND since <= ($1::date - make_interval(months => $2))::date
    AND (since + make_interval(months => $2))::date < $1::date
)
OR (noticed_until IS NOT NULL AND noticed_until < $1::date)
ORDER BY impulse_id
LIMIT $3
