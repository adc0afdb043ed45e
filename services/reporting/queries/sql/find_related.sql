-- Uses impulses_pkey. What is not listed does not exist for the public.
SELECT impulse_id::text AS impulse_id, number, title
FROM impulses
WHERE impulse_id = ANY($1::uuid[])
    AND listed
