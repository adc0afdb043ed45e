-- What submitters are asked from within a case. Nothing here says who asked, and no word stands here: question and answer
-- are texts.
CREATE TABLE queries (
    query_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    state text NOT NULL CHECK (state IN ('open', 'answered', 'lapsed')),
    reply_by date NOT NULL,
    question_id uuid NOT NULL,
    answer_id uuid,
    CHECK ((state = 'answered') = (answer_id IS NOT NULL))
);

CREATE INDEX queries_case ON queries (case_id, query_id);

CREATE UNIQUE INDEX queries_one_open ON queries (case_id) WHERE state = 'open';
