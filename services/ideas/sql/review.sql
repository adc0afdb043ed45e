-- What the submitter may know about the review of the decision about an impulse.
SELECT
    decisions.round, decisions.decision, decisions.published_at,
    appeals.state, appeals.grounds, appeals.lodged_on, appeals.refusal, appeals.rewrite_until, appeals.outcome,
    coalesce(appeals.words, passed_on.content ->> 'body') AS words
FROM decisions
LEFT JOIN appeals ON appeals.impulse_id = decisions.impulse_id
LEFT JOIN texts AS passed_on ON passed_on.text_id = appeals.text_id
WHERE decisions.impulse_id = $1
