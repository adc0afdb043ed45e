-- Every version of the decision about a case, with the names of who took and who published it where they are known.
SELECT decisions.*,
    coalesce(decider.name, decisions.decider) AS decider_name,
    coalesce(publisher.name, decisions.publisher) AS publisher_name
FROM decisions
LEFT JOIN staff AS decider ON decider.person = decisions.decider
LEFT JOIN staff AS publisher ON publisher.person = decisions.publisher
WHERE decisions.case_id = $1
ORDER BY decisions.number
