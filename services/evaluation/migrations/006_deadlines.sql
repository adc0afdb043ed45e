-- What moves a due date: the clock that stands during queries (calendar days), postponements (working days).
-- `state_since`: decision and publication are due some working days after the case came so far.
ALTER TABLE cases
ADD COLUMN stopped_on date,
ADD COLUMN due_before_stop date,
ADD COLUMN stopped_days integer NOT NULL DEFAULT 0 CHECK (stopped_days >= 0),
ADD COLUMN extended_days integer NOT NULL DEFAULT 0 CHECK (extended_days >= 0),
ADD COLUMN state_since timestamptz NOT NULL DEFAULT service_now(),
ADD CHECK ((stopped_on IS NULL) = (due_before_stop IS NULL));
