"""All faults, one class each; the order is that of the first seeds."""

from typing import Final

from tests.chaos.faults import database, disk, kafka, processes, records, requests, restore
from tests.chaos.faults.fault import Fault

FAULTS: Final[tuple[type[Fault], ...]] = (
    processes.KillService,
    processes.CrashPoint,
    processes.RollingRestart,
    processes.FreezeService,
    processes.RebalanceStorm,
    processes.WrongClock,
    processes.OldBesideNew,
    kafka.KafkaUnreachable,
    kafka.KafkaAwayAtStart,
    kafka.KafkaKilled,
    kafka.FreezeKafka,
    database.DatabaseUnreachable,
    database.DatabaseMute,
    database.PostgresKilled,
    database.FreezePostgres,
    database.PoolExhausted,
    disk.PostgresDiskFull,
    records.Duplicates,
    records.TopicReplayed,
    records.OffsetsReset,
    records.Reorder,
    records.Gap,
    records.Poison,
    records.HandlerBug,
    requests.OversizedRequest,
    requests.Race,
    restore.Restore,
    disk.KafkaDiskFull,
)
