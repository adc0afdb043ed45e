-- Impulses whose words are erased.
SELECT impulse_id::text
FROM impulses
WHERE redacted_up_to > 0
