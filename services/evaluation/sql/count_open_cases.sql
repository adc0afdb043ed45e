-- Of the pools of an evaluator: how many cases are open, and how many of them late. Neither counts further than $4, so that
-- the time of the page does not grow with the queue. Uses cases_open.
SELECT (
    SELECT count(*)
    FROM (
        SELECT
        FROM cases
        WHERE state = 'open'
            AND (pool IS NULL OR pool = ANY($1::text[]) OR pool <> ALL($2::text[]))
        LIMIT $4
    ) AS counted
) AS open, (
    SELECT count(*)
    FROM (
        SELECT
        FROM cases
        WHERE state = 'open'
            AND due_on <= $3
            AND (pool IS NULL OR pool = ANY($1::text[]) OR pool <> ALL($2::text[]))
        LIMIT $4
    ) AS counted
) AS late
