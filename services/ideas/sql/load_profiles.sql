SELECT id, label, track
FROM profiles
ORDER BY position
