-- With the impulses that it names. The download before stays for whoever is still fetching it.
WITH completed AS (
    UPDATE facts_downloads
    SET bytes = $2, sha256 = $3
    WHERE id = $1
),
named AS (
    INSERT INTO facts_download_impulses (download, impulse_id)
    SELECT $1, unnest($4::uuid[])
)
DELETE FROM facts_downloads
WHERE id < (SELECT max(id) FROM facts_downloads WHERE id < $1)
