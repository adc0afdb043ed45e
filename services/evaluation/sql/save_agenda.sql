-- The whole agenda of a session that the caller has locked; what is no longer on it goes.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($2) AS item (
        case_id uuid, position integer, proposal jsonb, left_room text[], in_favour integer, against integer,
        abstained integer, secret boolean, objections integer, entitled integer, en_bloc boolean, outcome text,
        resolution text, oparl_url text
    )
), removed AS (
    DELETE FROM agenda_items
    WHERE session_id = $1 AND case_id NOT IN (SELECT case_id FROM given)
)
INSERT INTO agenda_items (
    session_id, case_id, position, proposal, left_room, in_favour, against, abstained, secret, objections, entitled, en_bloc,
    outcome, resolution, oparl_url
)
SELECT $1, case_id, position, proposal, left_room, in_favour, against, abstained, secret, objections, entitled, en_bloc,
    outcome, resolution, oparl_url
FROM given
ON CONFLICT (session_id, case_id) DO UPDATE
SET position = excluded.position,
    proposal = excluded.proposal,
    left_room = excluded.left_room,
    in_favour = excluded.in_favour,
    against = excluded.against,
    abstained = excluded.abstained,
    secret = excluded.secret,
    objections = excluded.objections,
    entitled = excluded.entitled,
    en_bloc = excluded.en_bloc,
    outcome = excluded.outcome,
    resolution = excluded.resolution,
    oparl_url = excluded.oparl_url
