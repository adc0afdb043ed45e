-- How those see it whose assessment leads elsewhere, in neutral words; it is published with the decision.
ALTER TABLE decisions
ADD COLUMN minority_view text;
