-- What screening took an impulse to cost, once and per year.
SELECT one_off_cents, yearly_cents
FROM impulses
WHERE impulse_id = $1
