-- Impulses whose words are erased: redacted or withdrawn ones.
SELECT DISTINCT subject
FROM events
WHERE stream = 'impulswerk.impulses.v1'
AND type IN ('de.impulswerk.impulse.redacted.v1', 'de.impulswerk.impulse.withdrawn.v1')
