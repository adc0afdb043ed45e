-- For those of these impulses whose submitter may be written to.
INSERT INTO news (impulse_id, kind)
SELECT impulse_id, $2
FROM vault.contacts
WHERE impulse_id = ANY($1::uuid[]) AND for_news
ON CONFLICT (impulse_id, kind) DO NOTHING
