-- A newer version may have arrived before the redaction: topics have no common order. Uses texts_impulse.
DELETE FROM texts
WHERE impulse_id = $1
AND text_version <= $2
RETURNING topic, text_id, text_version
