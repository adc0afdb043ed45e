UPDATE parked
SET state = 'bad', reason = $5
WHERE consumer = $1
AND topic = $2
AND subject = $3
AND sequence = $4
AND state = 'waiting'
