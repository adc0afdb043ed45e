-- When anything of the public list changed last. Uses impulses_listed.
SELECT max(updated_at)
FROM impulses
WHERE listed
