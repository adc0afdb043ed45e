SELECT catalogue_id, version, sha256
FROM catalogues
ORDER BY activation DESC
LIMIT 1
