-- What the status page tells whoever holds the access code. Uses impulses_code_lookup_key.
SELECT
    impulses.id, impulses.number, impulses.title, impulses.visibility, impulse_status.parts, impulse_status.times,
    texts.content ->> 'body' AS refusal
FROM impulses
JOIN impulse_status ON impulse_status.impulse_id = impulses.id
LEFT JOIN refusals ON refusals.impulse_id = impulses.id
LEFT JOIN texts ON texts.text_id = refusals.text_id
WHERE impulses.code_lookup = $1
