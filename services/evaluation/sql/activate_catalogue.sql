-- Under a lock of the table. Returns nothing when this version exists with other content.
INSERT INTO catalogues (catalogue_id, version, sha256, content, activation)
VALUES ($1, $2, $3, $4, (SELECT coalesce(max(activation), 0) + 1 FROM catalogues))
ON CONFLICT (catalogue_id, version) DO UPDATE
SET activation = excluded.activation
WHERE catalogues.sha256 = excluded.sha256
RETURNING activation
