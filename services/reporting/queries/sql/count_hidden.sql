-- In a state: how many impulses of its public list are not public any more, and so are missing on its pages.
SELECT count(*)
FROM kept_impulses
WHERE listed
    AND NOT EXISTS (
        SELECT
        FROM live_impulses() AS live
        WHERE live.impulse_id = kept_impulses.impulse_id
            AND live.listed
    )
