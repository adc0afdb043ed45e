SELECT value, number
FROM totals
WHERE what = 'short_check'
    AND scope = ''
    AND value IN ($1 || ' ' || $2 || ' same', $1 || ' ' || $2 || ' other')
