-- The one clock of this database. Sample mode replaces the function; nothing else may.
CREATE FUNCTION service_now() RETURNS timestamptz
LANGUAGE sql STABLE
RETURN now();
