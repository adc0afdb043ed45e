SELECT id, label, track, limits
FROM profiles
ORDER BY position
