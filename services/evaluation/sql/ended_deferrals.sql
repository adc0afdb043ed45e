-- Deferred cases whose day has come and that have no newer round; not those with a review under way or another decision waiting.
-- Uses decisions_deferred.
SELECT d.case_id
FROM published_decisions AS d
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
WHERE d.decision = 'deferred'
    AND d.until <= $1
    AND i.ended IS NULL
    AND NOT EXISTS (SELECT FROM cases AS newer WHERE newer.impulse_id = c.impulse_id AND newer.round > c.round)
    AND NOT EXISTS (SELECT FROM decisions AS waiting WHERE waiting.case_id = c.case_id AND waiting.published_at IS NULL)
    AND NOT EXISTS (SELECT FROM appeals WHERE appeals.case_id = c.case_id AND appeals.state = 'open')
ORDER BY d.until, d.case_id
LIMIT $2
