-- What evaluators open beyond the profile, what the coordinator reopens because it was not assessable, and the consensus
-- meeting about a case whose evaluators see it too differently.
ALTER TABLE cases
ADD COLUMN opened text[] NOT NULL DEFAULT '{}',
ADD COLUMN reopened text[] NOT NULL DEFAULT '{}',
DROP CONSTRAINT cases_state_check,
ADD CONSTRAINT cases_state_check CHECK (
    state IN ('open', 'awaiting_office', 'awaiting_consensus', 'consolidated', 'decided', 'published', 'closed')
);

-- The values agreed on replace the medians; the result of the votes alone is kept beside the one of the meeting.
CREATE TABLE consensus_meetings (
    case_id uuid PRIMARY KEY REFERENCES cases,
    agreed jsonb NOT NULL,
    minutes text NOT NULL,
    result_of_votes jsonb NOT NULL
);
