-- Whose submitted assessment is open again, and only where something was missing; somebody new is asked everything.
ALTER TABLE seats
ADD COLUMN second_look boolean NOT NULL DEFAULT false;
