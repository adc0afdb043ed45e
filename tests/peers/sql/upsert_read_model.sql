INSERT INTO read_model (impulse_id, version, number, status, field_of_action, note)
SELECT *
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[])
ON CONFLICT (impulse_id) DO UPDATE
SET version = excluded.version,
    number = excluded.number,
    status = excluded.status,
    field_of_action = excluded.field_of_action,
    note = excluded.note
