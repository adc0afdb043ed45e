-- A new appeal, or a returned one as it was written anew.
INSERT INTO appeals (appeal_id, impulse_id, round, grounds, state, lodged_on, words)
VALUES ($1, $2, $3, $4, 'waiting', $5, $6)
ON CONFLICT (appeal_id) DO UPDATE
SET grounds = excluded.grounds, state = 'waiting', words = excluded.words, refusal = NULL
