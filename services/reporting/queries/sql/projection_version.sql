-- Changes with everything that can change a view. The table's own number tells a rebuilt schema from the one before; each
-- batch moves offsets on; what an operator replays or discards takes rows out of `parked`, and a batch that puts rows in
-- moves offsets.
SELECT
    'consumer_offsets'::regclass::oid AS projection,
    (SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_offsets) AS applied,
    (SELECT count(*) FROM parked) AS parked
