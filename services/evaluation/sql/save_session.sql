INSERT INTO committee_sessions (
    session_id, body, year, number, session_on, starts_at, place, ends_on, public, state, present, absent
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (session_id) DO UPDATE
SET year = excluded.year,
    number = excluded.number,
    session_on = excluded.session_on,
    starts_at = excluded.starts_at,
    place = excluded.place,
    ends_on = excluded.ends_on,
    public = excluded.public,
    state = excluded.state,
    present = excluded.present,
    absent = excluded.absent
