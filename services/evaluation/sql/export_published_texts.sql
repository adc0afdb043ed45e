-- The texts that went out with publications, as far as they were not erased.
SELECT texts.kind, published.topic, published.text_version, texts.content ->> 'title' AS title, texts.content ->> 'body' AS body
FROM published_texts AS published
JOIN texts ON texts.text_id = published.text_id AND texts.content IS NOT NULL
WHERE published.impulse_id = $1
ORDER BY published.text_id
