-- The impulse decided last by this version of a catalogue and with a score, among the last 200 decisions. Uses impulses_decided.
SELECT impulse_id, impulse, assessment, measure, texts, status_parts, updated_at
FROM (
    SELECT impulse_id, decided_on, updated_at
    FROM impulses
    WHERE listed
        AND deviation IS NOT NULL
    ORDER BY decided_on DESC, impulse_id DESC
    LIMIT 200
) AS newest
JOIN impulse_parts USING (impulse_id)
WHERE assessment #>> '{published,catalogue_id}' = $1
    AND assessment #>> '{published,catalogue_version}' = $2
    AND assessment #> '{published,result,S}' IS NOT NULL
ORDER BY decided_on DESC, impulse_id DESC
LIMIT 1
