DELETE FROM catalogue_proposals
WHERE uploaded_at < $1
