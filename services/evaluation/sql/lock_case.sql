-- One row, locked until commit.
SELECT case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on,
    claims, third_opinion, result, opened, reopened, pool, short_class, cause,
    (SELECT agreed FROM consensus_meetings AS meeting WHERE meeting.case_id = cases.case_id) AS agreed,
    ARRAY(SELECT person FROM barred_evaluators AS barred WHERE barred.impulse_id = cases.impulse_id) AS barred
FROM cases
WHERE case_id = $1
FOR UPDATE
