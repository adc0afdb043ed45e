-- What the city's routing rules look at, and the pool whose evaluators see a case. Cases of before are everybody's.
ALTER TABLE impulses
ADD COLUMN field_of_action text,
ADD COLUMN strategic_goals integer[] NOT NULL DEFAULT '{}',
ADD COLUMN unit text;

ALTER TABLE cases
ADD COLUMN pool text;
