-- Until the end of the transaction every statement is planned for the values that it is given. Filters that do not count then
-- cost nothing; a plan for all values would sort everything that is open.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
