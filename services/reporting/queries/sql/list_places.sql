-- One page of the list, but only of what has a place that is known: $11 has all names of places in small letters, $12 finds
-- coordinates (latitude, longitude), which must lie between south $13 and north $14, west $15 and east $16.
-- Uses impulses_placed and, for words ($9 as people type them, $10 as beginnings), impulse_words_pkey.
SELECT impulse_id, number, title, status, place, updated_at
FROM impulses
CROSS JOIN LATERAL regexp_match(place, $12) AS written
WHERE listed
    AND place IS NOT NULL
    AND (
        ARRAY[lower(btrim(place)), lower(btrim(split_part(place, ',', 1)))] && $11::text[]
        OR (
            written[1]::float8 BETWEEN $13 AND $14
            AND written[2]::float8 BETWEEN $15 AND $16
        )
    )
    -- include narrowed
    AND ($8::text IS NULL OR starts_with(number, $8))
    AND (
        $9::text IS NULL
        OR EXISTS (
            SELECT FROM impulse_words
            WHERE impulse_words.impulse_id = impulses.impulse_id
                AND words @@ (websearch_to_tsquery('german', $9) || to_tsquery('german', $10))
        )
    )
    AND ($17::timestamptz IS NULL OR (updated_at, impulse_id) < ($17, $18::uuid))
ORDER BY updated_at DESC, impulse_id DESC
LIMIT $19
