DELETE FROM published_texts
WHERE impulse_id = $1
RETURNING text_id, topic, text_version
