-- What evaluation told about an impulse, with the names of who acted where they are known.
SELECT events.sequence, events.type, events.time, events.data,
    coalesce((SELECT min(staff.name) FROM staff WHERE staff.subject = events.actor), events.actor) AS actor
FROM events
WHERE events.stream = $1 AND events.subject = $2
ORDER BY events.sequence
