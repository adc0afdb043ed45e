-- Uses impulses_number. What is not listed does not exist for the public.
SELECT impulse_id, impulse, assessment, measure, texts, status_parts, updated_at
FROM impulses
JOIN impulse_parts USING (impulse_id)
WHERE number = $1
    AND listed
