-- Every case with a result, or those of one version only, with nothing but what is computed with: no reasons, no names. For a
-- cursor.
SELECT i.number, c.catalogue_id, c.catalogue_version, c.profile, c.result ->> 'decision' AS decision,
    c.third_opinion <> '{}' AS third_opinion, c.short_class,
    (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'values', (SELECT coalesce(jsonb_object_agg(key, value -> 'value'), '{}') FROM jsonb_each(s.ratings)),
            'exclusions', s.exclusions
        ) ORDER BY s.token), '[]')
        FROM seats AS s
        WHERE s.case_id = c.case_id
            AND s.state = 'submitted'
    ) AS sheets,
    (
        SELECT coalesce(jsonb_object_agg(q.criterion, q.answer), '{}')
        FROM office_questions AS q
        WHERE q.case_id = c.case_id
            AND q.answer IS NOT NULL
    ) AS office_answers
FROM cases AS c
JOIN impulses AS i USING (impulse_id)
WHERE c.state IN ('consolidated', 'decided', 'published')
    AND c.result IS NOT NULL
    AND ($1::text IS NULL OR (c.catalogue_id, c.catalogue_version) = ($1, $2::text))
ORDER BY c.case_id
