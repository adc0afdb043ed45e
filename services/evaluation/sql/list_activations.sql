SELECT catalogue_id, version, activated_at, activated_by, reason
FROM catalogue_activations
ORDER BY activation DESC
LIMIT $1
