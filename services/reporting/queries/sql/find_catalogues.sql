-- Uses catalogues_pkey.
SELECT catalogue_id, catalogue_version, catalogue
FROM catalogues
JOIN unnest($1::text[], $2::text[]) AS wanted (catalogue_id, catalogue_version)
USING (catalogue_id, catalogue_version)
