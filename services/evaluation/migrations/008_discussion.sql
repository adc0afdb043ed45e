-- What those who may see the result note about it before the decision is published. `author` is the label others read: a
-- letter of an assessment, or a role.
CREATE TABLE discussion_notes (
    note_id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    author text NOT NULL,
    body text NOT NULL
);

CREATE INDEX discussion_notes_case ON discussion_notes (case_id, note_id);
