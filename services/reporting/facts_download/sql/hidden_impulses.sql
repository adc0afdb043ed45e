-- In the views that are served, whatever the search path says.
SELECT impulse_id::text
FROM views.impulses
WHERE visibility <> 'public'
