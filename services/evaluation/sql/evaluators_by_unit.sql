SELECT unit, count(*) AS evaluators
FROM staff
WHERE unit = ANY($1::text[]) AND role = 'evaluator'
GROUP BY unit
