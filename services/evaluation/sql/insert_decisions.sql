-- The next decision about each case of the list.
INSERT INTO decisions (
    case_id, number, decider, decision, deviation, reasons, conditions, deviation_reason, confirmation, until, addressee,
    minority_view, promised_for, unit, one_off_cents, yearly_cents, indicator, body, session_on, resolution, oparl_url, in_favour, against,
    abstained, occasion, correction
)
SELECT given.case_id,
    (SELECT coalesce(max(number), 0) + 1 FROM decisions WHERE decisions.case_id = given.case_id),
    given.decider, given.decision, given.deviation, given.reasons, given.conditions, given.deviation_reason,
    given.confirmation, given.until, given.addressee, given.minority_view, given.promised_for, given.unit, given.one_off_cents,
    given.yearly_cents, given.indicator, given.body, given.session_on, given.resolution, given.oparl_url, given.in_favour,
    given.against, given.abstained, given.occasion, given.correction
FROM jsonb_to_recordset($1::jsonb) AS given (
    case_id uuid, decider text, decision text, deviation boolean, reasons text, conditions jsonb, deviation_reason text,
    confirmation text, until date, addressee text, minority_view text, promised_for date, unit text, one_off_cents bigint, yearly_cents bigint,
    indicator text, body text, session_on date, resolution text, oparl_url text, in_favour integer, against integer,
    abstained integer, occasion text, correction text
)
