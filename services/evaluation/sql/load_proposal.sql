SELECT content
FROM catalogue_proposals
WHERE sha256 = $1
