-- After facts were read back into a restored journal: no number of theirs is given a second time.
INSERT INTO number_years (year, before)
SELECT DISTINCT substring(events.data->>'number' FOR 4)::integer, impulse_count.last_value
FROM events, impulse_count
WHERE events.type LIKE 'de.impulswerk.impulse.received.v_'
ON CONFLICT (year) DO NOTHING;

SELECT setval('impulse_count', given.last)
FROM impulse_count, (
    SELECT max(number_years.before + substring(events.data->>'number' FROM 6)::bigint) AS last
    FROM events
    JOIN number_years ON number_years.year = substring(events.data->>'number' FOR 4)::integer
    WHERE events.type LIKE 'de.impulswerk.impulse.received.v_'
) AS given
WHERE given.last > impulse_count.last_value OR NOT impulse_count.is_called;
