-- Uses impulses_state.
SELECT count(*)
FROM impulses
WHERE state = $1
