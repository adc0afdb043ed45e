-- How many impulses of the public list are in each state.
SELECT value AS status, number
FROM totals
WHERE what = 'listed'
    AND number > 0
