SELECT catalogue_id, catalogue_version, activated_at, catalogue
FROM catalogues
WHERE catalogue_id = $1
    AND catalogue_version = $2
