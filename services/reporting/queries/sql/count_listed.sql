-- How many impulses of the public list are in each state, in one scope of the totals or in all.
SELECT value AS status, number
FROM totals
WHERE what = 'listed'
    AND scope = $1
    AND number > 0
