"""Every metric of the event core, in one place: what it means, and what to do when it is high."""

from shared.runtime.metric_catalogue import MetricCatalogue

CATALOGUE = MetricCatalogue()

# Writing ------------------------------------------------------------------------------------------------------------

RECORDED = CATALOGUE.counter(
    "impulswerk_journal_entries",
    "Entries appended to the journal; `stream` is the topic, or `internal` for what leaves the service never.",
    ["stream"],
    when_high="Nothing: its rate is the rate of change of the service.",
)

GROUP_SIZE = CATALOGUE.histogram(
    "impulswerk_group_commit_commands",
    "Commands that shared one commit.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    when_high="Nothing: large groups under load are meant. Always 1 under load means that grouping does not work.",
)

# Publishing ---------------------------------------------------------------------------------------------------------

OUTBOX_DEPTH = CATALOGUE.gauge(
    "impulswerk_outbox_records",
    "Records waiting in the outbox.",
    when_high="See the age: a large outbox that drains after an import is usual.",
)

OUTBOX_AGE = CATALOGUE.gauge(
    "impulswerk_outbox_age_seconds",
    "Age of the oldest record in the outbox that no operator is asked about; 0 where it is empty.",
    when_high="Kafka cannot be reached or the relay stands still: its log entries begin with `relay`. Nothing is lost meanwhile.",
)

OUTBOX_PARKED = CATALOGUE.gauge(
    "impulswerk_outbox_parked_keys",
    "Keys in the outbox that wait for an operator, because Kafka refuses one of their records.",
    when_high="Read `parked_reason` in the table `outbox`; later records of the same key wait until it is solved.",
)

RELAYED = CATALOGUE.counter(
    "impulswerk_relay_records",
    "Records that Kafka has acknowledged.",
    when_high="Nothing: it grows with `impulswerk_journal_entries_total`, or the outbox fills.",
)

RELAY_BATCH = CATALOGUE.histogram(
    "impulswerk_relay_batch_records",
    "Records that the relay took from the outbox at once.",
    buckets=(1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000),
    when_high="Nothing by itself; always full batches mean that more is written than published.",
)

RELAY_ACK = CATALOGUE.histogram(
    "impulswerk_relay_ack_seconds",
    "Seconds from handing a batch to the producer until Kafka has acknowledged the whole of it.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10),
    when_high="Kafka is slow: its disks, its replicas, or the network to it.",
)

RELAY_RETRIES = CATALOGUE.counter(
    "impulswerk_relay_retries",
    "Times the relay had to begin anew, by cause: `kafka`, `database`; what was not acknowledged is sent again.",
    ["cause"],
    when_high="The named server comes and goes. Consumers drop what arrives twice.",
)

# Consuming ----------------------------------------------------------------------------------------------------------

CONSUMED = CATALOGUE.counter(
    "impulswerk_consumed_records",
    "Records read from Kafka: `applied`, parked as `bad`, put aside as `waiting`, or absorbed because they had been applied "
    "before: `duplicate` (a fact that was sent again) and `redelivered` (a record that was read again).",
    ["topic", "outcome"],
    when_high="`duplicate` and `redelivered` are harmless and rise after restarts; a steady rate points at a relay or a "
    "consumer that begins anew again and again. For `bad` see `impulswerk_parked_records`.",
)

RETRIED = CATALOGUE.counter(
    "impulswerk_consumer_retries",
    "Batches or records done again, by cause: `fenced` (another instance was faster), `database_away`, `Kafka_away`, "
    "`halved` (a batch with a record at fault is divided), `handler_failed` (that record alone), `batch_failed`.",
    ["reason"],
    when_high="`fenced` rises while instances come and go. A steady rate of another cause is a handler with a fault or a "
    "server that is away; the log names the error.",
)

LAG = CATALOGUE.gauge(
    "impulswerk_consumer_lag_records",
    "Records of a topic that this instance has still to read.",
    ["topic"],
    when_high="More is written than applied: look for retries, then at the database, then add an instance.",
)

LAG_SECONDS = CATALOGUE.gauge(
    "impulswerk_consumer_lag_seconds",
    "Age of the oldest record of a topic that this instance has still to read, at most; 0 where all is read.",
    ["topic"],
    when_high="Readers see old figures, by that much. The same causes as of the lag in records.",
)

LATENESS = CATALOGUE.histogram(
    "impulswerk_effect_delay_seconds",
    "Seconds from the commit of a fact in the service that writes it to the commit of its effect here: what a person waits "
    "for. Measured on up to 16 records of each batch, of portals' events from their arrival in Kafka; both clocks must agree, so "
    "a sample city, which has a time of its own, tells nothing here.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
    when_high="Compare the age of the writer's outbox with the lag here: one of both is the cause. High after a rebuild or "
    "a new consumer, which reads old facts.",
)

CONSUMER_STOPPED = CATALOGUE.gauge(
    "impulswerk_consumer_stopped",
    "1 where the consumer has stopped for good: too many records could not be applied, or a topic was set back.",
    when_high="The log entry `consumer stopped` says why. After a bad deployment go back to the version before; the records "
    "that were parked are replayed with `impulswerk dlq replay`.",
)

PARKED = CATALOGUE.gauge(
    "impulswerk_parked_records",
    "Records in the table `parked`, by state and class of reason. `bad`: `unreadable` (not what the contract says), "
    "`refused` (by a model or a rule), `fault` (the handler failed). `waiting`: `waiting` (for an earlier fact of its subject).",
    ["state", "reason"],
    when_high="`impulswerk dlq list`, then `show`, `replay` or `discard`. `waiting` alone for minutes: a fact is missing.",
)

DEAD_LETTERS = CATALOGUE.counter(
    "impulswerk_dead_letters",
    "Dead letters written, by the same classes of reason.",
    ["reason"],
    when_high="As for `impulswerk_parked_records`; `fault` after a deployment points at the new code.",
)

PARKED_KEYS = CATALOGUE.gauge(
    "impulswerk_parked_keys",
    "Subjects of which at least one record is parked; other subjects go on.",
    when_high="As for `impulswerk_parked_records`.",
)

# Journal ------------------------------------------------------------------------------------------------------------

CHECKPOINT_AGE = CATALOGUE.gauge(
    "impulswerk_checkpoint_age_seconds",
    "Age of the newest signed checkpoint of the journal; 0 where the service makes none.",
    when_high="Older than twice `IMPULSWERK_CHECKPOINT_SECONDS`: see the alarm.",
)

JOURNAL_ALARM = CATALOGUE.gauge(
    "impulswerk_journal_alarm",
    "1 where something is wrong with the journal: `failed` (the last checkpoint could not be made), `late` (the newest is older "
    "than twice the interval), `changed` (entries that a checkpoint has covered are not what they were).",
    ["cause"],
    when_high="`changed`: `impulswerk journal verify` names the rows; treat it as an attack until it is explained. `failed`, "
    "`late`: the log entry `no checkpoint could be made`.",
)

# Database -----------------------------------------------------------------------------------------------------------

CONNECTIONS = CATALOGUE.gauge(
    "impulswerk_database_connections",
    "Connections of the service's pool: `in_use`, `idle`, and the `limit` that `IMPULSWERK_DATABASE_POOL` sets.",
    ["state"],
    when_high="`in_use` at the limit for long: slow statements (see the database's own log), else a larger pool.",
)
