"""Every metric of the event core, in one place. None has a label that names a person or an impulse."""

from prometheus_client import Counter, Gauge, Histogram

# Facts written to the journal; its rate is the rate of change of the service.
RECORDED = Counter("impulswerk_journal_entries", "Entries appended to the journal", ["stream"])

# Records acknowledged by Kafka. Grows with `impulswerk_journal_entries`, or the outbox fills.
RELAYED = Counter("impulswerk_relay_records", "Records that Kafka has acknowledged")

# Records waiting in the outbox and the age of the oldest. A growing age means that Kafka or the relay is down.
OUTBOX_DEPTH = Gauge("impulswerk_outbox_records", "Records waiting in the outbox")
OUTBOX_AGE = Gauge("impulswerk_outbox_age_seconds", "Age of the oldest record in the outbox")
OUTBOX_PARKED = Gauge("impulswerk_outbox_parked_keys", "Keys in the outbox that wait for an operator")

# What became of the records that were read: applied, duplicate, skipped (unknown type), parked, waiting.
CONSUMED = Counter("impulswerk_consumed_records", "Records read from Kafka by outcome", ["topic", "outcome"])

# Batches that had to be done again, by cause; a steady rate points at a handler with a fault.
RETRIED = Counter("impulswerk_consumer_retries", "Batches or records done again", ["reason"])

# From Kafka's receipt of the oldest record of a batch to the commit of its effects here; what a person waits for.
LATENESS = Histogram(
    "impulswerk_effect_delay_seconds",
    "Seconds from a record to its effect",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)

# Records between the consumer's position and the end of the topic.
LAG = Gauge("impulswerk_consumer_lag_records", "Records not yet read", ["topic"])

# Records that could not be applied (bad) or wait for one of the same subject (waiting). More than none needs a person.
PARKED = Gauge("impulswerk_parked_records", "Records in the table parked", ["state"])
