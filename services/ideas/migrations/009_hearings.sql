-- Whether the submitter wants the comment printed beside the decision; asked only before a rejection.
ALTER TABLE queries
ADD COLUMN may_be_published boolean NOT NULL DEFAULT false CHECK (stage = 'hearing' OR NOT may_be_published);
