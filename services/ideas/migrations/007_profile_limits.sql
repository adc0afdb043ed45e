-- Up to where a profile may be chosen, as the catalogue has it; null where it has no limits.
ALTER TABLE profiles
ADD COLUMN limits jsonb;
