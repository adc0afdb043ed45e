-- Impulses whose words are erased.
SELECT impulse_id::text
FROM impulses
WHERE erased_up_to > 0
