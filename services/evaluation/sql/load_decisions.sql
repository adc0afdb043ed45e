SELECT number, decider, decision, deviation, reasons, conditions, deviation_reason, confirmation, until, addressee,
    minority_view, promised_for, unit, one_off_cents, yearly_cents, indicator, body, session_on, resolution, oparl_url, in_favour, against,
    abstained, occasion, correction, decided_at, published_at, published_texts
FROM decisions
WHERE case_id = $1
ORDER BY number
