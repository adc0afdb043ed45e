SELECT round, decision, published_at
FROM decisions
WHERE impulse_id = $1
