-- What submitters are asked, from the moment evaluation wants to know it. Questions and released answers are texts; `reply` is
-- what the submitter wrote, here only until it is screened, and `refusal` why it was not passed on.
-- No foreign key: topics have no common order.
CREATE TABLE queries (
    query_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL,
    case_id uuid NOT NULL,
    stage text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'replied', 'answered', 'lapsed')),
    remind_on date NOT NULL,
    reply_by date NOT NULL,
    question_id uuid NOT NULL,
    reply text,
    refusal text,
    answer_id uuid,
    answer_version integer,
    CHECK ((state = 'answered') = (answer_id IS NOT NULL)),
    CHECK ((answer_id IS NULL) = (answer_version IS NULL)),
    CHECK (state IN ('open', 'replied') OR (reply IS NULL AND refusal IS NULL))
);

CREATE INDEX queries_impulse ON queries (impulse_id, query_id);
CREATE INDEX queries_question ON queries (question_id);
CREATE INDEX queries_case ON queries (case_id);

-- The desk and the lapse read what has not ended yet, in the order of days.
CREATE INDEX queries_waiting ON queries (state, reply_by, query_id) WHERE state IN ('open', 'replied');
