SELECT case_id, proposal, left_room, in_favour, against, abstained, secret, objections, entitled, en_bloc, outcome,
    resolution, oparl_url
FROM agenda_items
WHERE session_id = $1
ORDER BY position
