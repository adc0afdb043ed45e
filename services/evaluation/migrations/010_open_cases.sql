-- The queue counts what is open and late in an evaluator's pools without reading the cases themselves.
CREATE INDEX cases_open ON cases (due_on) INCLUDE (pool) WHERE state = 'open';
