-- What is counted under these names, in all scopes, in a stable order.
SELECT scope, what, value, number
FROM totals
WHERE what = ANY($1::text[])
    AND number <> 0
ORDER BY scope, what, value
