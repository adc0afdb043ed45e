-- Of the pools of an evaluator: how many cases are open, and how many of them late. Uses cases_state_due.
SELECT count(*) AS open, count(*) FILTER (WHERE due_on < $3) AS late
FROM cases
WHERE state = 'open'
    AND (pool IS NULL OR pool = ANY($1::text[]) OR pool <> ALL($2::text[]))
