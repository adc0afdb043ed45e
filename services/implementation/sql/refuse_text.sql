-- Topics have no common order: a text may arrive after the fact that redacted it. Uses texts_pkey and impulses_pkey.
DELETE FROM texts
WHERE text_id = $1
AND text_version = $2
AND text_version <= (
    SELECT redacted_up_to
    FROM impulses
    WHERE impulse_id = $3
)
