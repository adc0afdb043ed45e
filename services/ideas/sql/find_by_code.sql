-- Uses impulses_code_lookup_key.
SELECT id
FROM impulses
WHERE code_lookup = $1
