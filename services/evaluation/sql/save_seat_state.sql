-- The version of the impulse's text that the evaluator saw is kept with what became of the place.
UPDATE seats
SET state = $3,
    text_version = (
        SELECT texts.text_version
        FROM texts
        JOIN impulses ON impulses.text_id = texts.text_id
        JOIN cases ON cases.impulse_id = impulses.impulse_id
        WHERE cases.case_id = $1 AND texts.content IS NOT NULL
    )
WHERE case_id = $1 AND evaluator = $2
