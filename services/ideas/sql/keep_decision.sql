-- A correction or remedy keeps the day of the first publication of its round.
INSERT INTO decisions AS before (impulse_id, round, decision, published_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (impulse_id) DO UPDATE
SET
    round = excluded.round,
    decision = excluded.decision,
    published_at = CASE WHEN before.round = excluded.round THEN before.published_at ELSE excluded.published_at END
