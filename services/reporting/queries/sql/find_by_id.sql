-- Uses impulses_pkey. What is not listed does not exist for the public.
SELECT impulse_id, impulse, assessment, measure, texts, status_parts, updated_at
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE impulse_id = $1
    AND listed
