-- All of them as soon as one names an impulse that the public may no longer read. Only its visibility can hide an impulse that
-- was shown; `listed` would also be false while the views of a new version are being filled.
DELETE FROM facts_downloads
WHERE EXISTS (
    SELECT
    FROM facts_download_impulses
    JOIN impulses USING (impulse_id)
    WHERE impulses.visibility <> 'public'
)
