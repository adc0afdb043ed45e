SELECT content
FROM catalogues
WHERE catalogue_id = $1 AND version = $2
