SELECT *
FROM council_papers
WHERE case_id = $1
