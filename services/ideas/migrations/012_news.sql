-- Whether the person may be written to about the impulse. Whoever told their address before was promised that it serves queries
-- only; from now on the form says both.
ALTER TABLE vault.contacts
ADD COLUMN for_news boolean NOT NULL DEFAULT false;

ALTER TABLE vault.contacts
ALTER COLUMN for_news SET DEFAULT true;

-- E-mails that wait for the mail server. A row goes before its e-mail is sent, so that nobody gets two.
CREATE TABLE news (
    impulse_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('notice', 'decision')),
    PRIMARY KEY (impulse_id, kind)
);
