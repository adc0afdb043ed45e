-- What other units were asked and said. Uses statements_case.
SELECT *
FROM statements
WHERE case_id = $1
ORDER BY statement_id
