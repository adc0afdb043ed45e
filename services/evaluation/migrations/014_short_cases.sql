-- Of the short cases that were drawn to be assessed in full, too: what the short assessment had recommended. Its place is set
-- aside; it has no vote in the full assessment.
ALTER TABLE cases
ADD COLUMN short_class text;

ALTER TABLE seats
DROP CONSTRAINT seats_state_check,
ADD CONSTRAINT seats_state_check CHECK (state IN ('claimed', 'handed_back', 'submitted', 'set_aside'));
