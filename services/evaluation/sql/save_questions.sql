INSERT INTO office_questions (case_id, criterion, statement_id, office, unit, due_on)
SELECT $1, criterion, statement_id, office, unit, $6
FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) AS new (criterion, statement_id, office, unit)
