-- Every version that was ever in force, the newest first.
SELECT catalogue_id, catalogue_version, activated_at, catalogue
FROM catalogues
ORDER BY activated_at DESC, catalogue_id, catalogue_version DESC
