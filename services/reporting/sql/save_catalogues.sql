WITH written AS (
    UPDATE last_batch
    SET number = number + 1
    RETURNING number
), noted AS (
    INSERT INTO changed_rows (batch, rows)
    SELECT number, NULL
    FROM written
)
INSERT INTO catalogues (catalogue_id, catalogue_version, activated_at, catalogue)
SELECT catalogue_id, catalogue_version, activated_at, catalogue
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[])
    AS new (catalogue_id, catalogue_version, activated_at, catalogue)
ON CONFLICT (catalogue_id, catalogue_version) DO UPDATE
SET activated_at = excluded.activated_at, catalogue = excluded.catalogue
