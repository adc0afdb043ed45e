-- What is counted under these names, in all scopes.
SELECT scope, what, value, number
FROM totals
WHERE what = ANY($1::text[])
    AND number <> 0
