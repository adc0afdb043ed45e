UPDATE impulses
SET decided_words = to_tsvector('german', $2)
WHERE impulse_id = $1
