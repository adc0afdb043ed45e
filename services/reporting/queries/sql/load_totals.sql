-- Every total of these scopes. Uses totals_pkey.
SELECT scope, what, value, number
FROM totals
WHERE scope = ANY($1::text[])
    AND number <> 0
