-- What other units still have to answer, whether an exclusion criterion or a statement was asked for.
CREATE VIEW asked_units AS
SELECT case_id, due_on
FROM office_questions
WHERE answer IS NULL
UNION ALL
SELECT case_id, due_on
FROM statements
WHERE state = 'requested';
