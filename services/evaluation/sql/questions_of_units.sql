-- What units are asked and have not answered: exclusion criteria to settle, and statements. `$1` are the own units; those of
-- `$2` are deputised, which counts where the answer is late on the day `$3`. Uses office_questions_unit_due and
-- statements_unit_due.
SELECT asked.kind, asked.statement_id, asked.unit, asked.due_on, asked.criteria, c.case_id, i.number,
    text.content ->> 'title' AS title
FROM (
    SELECT 'exclusion' AS kind, case_id, statement_id, unit, due_on, array_agg(criterion ORDER BY criterion) AS criteria
    FROM office_questions
    WHERE answer IS NULL
        AND (unit = ANY($1::text[]) OR (unit = ANY($2::text[]) AND due_on < $3))
    GROUP BY case_id, statement_id, unit, due_on
    UNION ALL
    SELECT 'statement', case_id, statement_id, unit, due_on, criteria
    FROM statements
    WHERE state = 'requested'
        AND (unit = ANY($1::text[]) OR (unit = ANY($2::text[]) AND due_on < $3))
) AS asked
JOIN cases AS c USING (case_id)
JOIN impulses AS i USING (impulse_id)
LEFT JOIN texts AS text ON text.text_id = i.text_id
WHERE c.state = 'awaiting_office'
    OR (asked.kind = 'statement' AND c.state IN ('open', 'awaiting_consensus', 'consolidated'))
ORDER BY asked.due_on, c.case_id, asked.statement_id
LIMIT $4
