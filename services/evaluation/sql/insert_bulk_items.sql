INSERT INTO bulk_items (bulk_id, place, case_id, seen, filled, problems)
SELECT $1, place, case_id, seen, filled, string_to_array(problems, ',')
FROM unnest($2::integer[], $3::uuid[], $4::text[], $5::text[], $6::text[]) AS new (place, case_id, seen, filled, problems)
