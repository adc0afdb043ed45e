"""What operators do with parked records: look at them, apply them again, pass them by.

Each step is one transaction that holds the service's consumer still (a lock on the table `consumer_offsets`, which every
batch writes first), so it applies a record as the consumer does, in its turn and once, whether or not the service runs.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import asyncpg

from shared.contracts.cloudevents import BadRecord
from shared.messaging.applier import reason_of
from shared.messaging.guard import Guard, Subject, TooEarly
from shared.messaging.parking import CannotDecrypt, ParkingPlace, header_names_and_values, storable
from shared.messaging.processor import Processor
from shared.messaging.records import Record
from shared.messaging.transactions import Transactions, database_is_away, transaction
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import open_pool
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings, secret_bytes

QUERIES = load_queries(Path(__file__).parent / "sql")
ATTEMPTS = 3

State = Literal["bad", "waiting"]


@dataclass(frozen=True, slots=True)
class Parked:
    """A record that cannot be applied. `behind` counts the later ones of its subject that wait.

    `type` is unknown where the headers are encrypted; `subject` and `sequence` where they could not be read.
    """

    service: ServiceName
    id: int
    state: State
    cluster_id: str
    topic: str
    partition: int
    offset: int
    type: str | None
    subject: str | None
    sequence: int | None
    reason: str
    parked_at: datetime
    encrypted: bool
    behind: int

    @property
    def place(self) -> str:
        """Topic, partition and offset."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which parked records: those that fit all that is given. `reason` is a part of the reason, in any case."""

    ids: tuple[int, ...] | None = None
    state: State | None = None
    topic: str | None = None
    subject: str | None = None
    reason: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record, and what ran that had waited for it.

    `applied`, `discarded`, `given up` (what was missing before it): done. `passed`: it had been applied or passed by before.
    `gone`: it was no longer parked. `waits`, `failed`, `refused`: it stays parked, `reason` says why. `followed` counts those
    that had waited; `stopped_by` is the reason of the first that failed.
    """

    result: Literal["applied", "discarded", "given up", "passed", "gone", "waits", "failed", "refused"]
    reason: str | None = None
    followed: int = 0
    stopped_by: str | None = None

    @property
    def well(self) -> bool:
        """Whether nothing that was asked for stays parked."""
        return self.result not in ("waits", "failed", "refused") and self.stopped_by is None


Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a transaction: a real one, or a part of one that is rolled back in the end."""


class _RolledBack(Exception):
    """Ends a rehearsal."""


class DeadLetters:
    """The parked records of one service. Whoever `by` is, the journal keeps the name, in the transaction of the act."""

    def __init__(self, service: ServiceName, begin: Begin, guard: Guard, parking: ParkingPlace) -> None:
        self._service = service
        self._begin = begin
        self._guard = guard
        self._parking = parking

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator["DeadLetters"]:
        """All of it in one transaction that is rolled back: tells what would happen, changes nothing."""
        with suppress(_RolledBack):
            async with self._begin() as held:

                @asynccontextmanager
                async def begin() -> AsyncIterator[UnitOfWork]:
                    async with transaction(held.connection):
                        work = UnitOfWork(held.connection, self._service, held.now)
                        yield work
                        await work.flush()

                yield DeadLetters(self._service, begin, self._guard, self._parking)
                raise _RolledBack

    async def look(self, entry: Parked) -> Record | None:
        """The record as it came from Kafka, or None if it is no longer parked. An encrypted one is for `reveal` to show.

        Raises: CannotDecrypt.
        """
        async with self._begin() as work:
            row = await self._row(entry, work)
            return None if row is None else self._parking.open(row)

    async def reveal(self, entry: Parked, by: str) -> Record | None:
        """The record as it came from Kafka, or None; that somebody looked is in the journal before anything is shown.

        Raises: CannotDecrypt.
        """
        async with self._begin() as work:
            row = await self._row(entry, work)
            if row is None:
                return None
            record = self._parking.open(row)
            _journal("revealed", entry, by, work)
        return record

    async def replay(self, entry: Parked, by: str) -> Outcome:
        """Apply the record again, then what waits for it; one that fails again stays parked with the new reason.

        Raises: CannotDecrypt, asyncpg's errors where the database is away; nothing has changed then.
        """
        for attempt in range(1, ATTEMPTS + 1):
            begun = False
            try:
                async with self._hold() as work:
                    begun = True
                    row = await self._row(entry, work)
                    if row is None:
                        return Outcome("gone")
                    subject = await self._guard.apply_parked(self._parking.open(row), work)
                    await self._forget(entry, work)
                    _journal("replayed", entry, by, work, outcome="passed" if subject is None else "applied")
                break
            except TooEarly as early:
                return Outcome("waits", str(early))
            except Exception as error:
                if not begun or isinstance(error, CannotDecrypt) or database_is_away(error):
                    raise
                # Requests of the running service work on the same rows.
                if isinstance(error, asyncpg.DeadlockDetectedError) and attempt < ATTEMPTS:
                    continue
                return await self._keep(entry, error.reason if isinstance(error, BadRecord) else reason_of(error), by)
        if subject is None:
            return Outcome("passed")
        return await self._go_on("applied", subject, entry)

    async def discard(self, entry: Parked, by: str, why: str) -> Outcome:
        """Pass the record by, so that what waits for it runs. Refused while an earlier one of its subject is missing."""
        subject = entry.topic, entry.subject or ""
        async with self._hold() as work:
            row = await self._row(entry, work)
            if row is None:
                return Outcome("gone")
            sequence = row["sequence"]
            if sequence is not None:
                due = await self._guard.applied_sequence(subject, work) + 1
                if sequence > due:
                    return Outcome("refused", await self._what_comes_first(subject, due, work))
                if sequence == due:
                    await self._guard.pass_by(subject, sequence, work)
            await self._forget(entry, work)
            _journal("discarded", entry, by, work, why=why)
        return await self._go_on("discarded", subject, entry)

    async def give_up_missing(self, entry: Parked, by: str, why: str) -> Outcome:
        """Pass by what never came before this waiting record, so that it runs. A record that is parked is never passed by."""
        subject = entry.topic, entry.subject or ""
        async with self._hold() as work:
            row = await self._row(entry, work)
            if row is None:
                return Outcome("gone")
            if row["state"] != "waiting":
                return Outcome("refused", "it is bad itself; only for a waiting one can something be missing")
            applied = await self._guard.applied_sequence(subject, work)
            first = await self._first_parked(subject, applied, work)
            if first is not None and first["sequence"] < row["sequence"]:
                return Outcome("refused", f"record {first['id']} comes before it")
            if applied + 1 < row["sequence"]:
                await self._guard.pass_by(subject, row["sequence"] - 1, work)
                _journal("missing_given_up", entry, by, work, why=why, first_missing=str(applied + 1))
        return await self._go_on("given up", subject, entry)

    async def _go_on(
        self, result: Literal["applied", "discarded", "given up"], subject: Subject, entry: Parked
    ) -> Outcome:
        """Apply, each in a transaction of its own, what waits for the subject; the first that fails is parked as bad."""
        followed = 0
        while True:
            begun = False
            try:
                async with self._hold() as work:
                    begun = True
                    if not await self._guard.apply_next(subject, work):
                        return Outcome(result, followed=followed)
                followed += 1
            except Exception as error:
                if not begun or isinstance(error, CannotDecrypt) or database_is_away(error):
                    raise
                reason = reason_of(error)
                async with self._hold() as work:
                    await self._guard.refuse_next(subject, reason, entry.cluster_id, work)
                return Outcome(result, followed=followed, stopped_by=reason)

    async def _keep(self, entry: Parked, reason: str, by: str) -> Outcome:
        async with self._hold() as work:
            await work.connection.execute(QUERIES["keep_parked"], *self._key(entry), storable(reason))
            _journal("replayed", entry, by, work, outcome="failed")
        return Outcome("failed", reason)

    async def _what_comes_first(self, subject: Subject, missing: int, work: UnitOfWork) -> str:
        first = await self._first_parked(subject, missing - 1, work)
        if first is not None and first["sequence"] == missing:
            return f"record {first['id']} comes before it; replay or discard that one first"
        return (
            f"number {missing} of its subject has not come yet, and may still come; "
            "if it never will, give it up with --missing and the id of the first that waits for it"
        )

    async def _first_parked(self, subject: Subject, applied: int, work: UnitOfWork) -> asyncpg.Record | None:
        return await work.connection.fetchrow(QUERIES["first_parked"], self._service, *subject, applied)

    @asynccontextmanager
    async def _hold(self) -> AsyncIterator[UnitOfWork]:
        async with self._begin() as work:
            await work.connection.execute("LOCK TABLE consumer_offsets IN EXCLUSIVE MODE")
            yield work

    async def _row(self, entry: Parked, work: UnitOfWork) -> asyncpg.Record | None:
        return await work.connection.fetchrow(QUERIES["hold_parked"], *self._key(entry))

    async def _forget(self, entry: Parked, work: UnitOfWork) -> None:
        await work.connection.execute(QUERIES["unpark"], *self._key(entry))

    def _key(self, entry: Parked) -> tuple[str, str, str, int, int]:
        return self._service, entry.cluster_id, entry.topic, entry.partition, entry.offset


@asynccontextmanager
async def open_dead_letters(
    service: ServiceName, settings: Settings, processor: Processor, search_path: str
) -> AsyncIterator[DeadLetters]:
    """The parked records of a service, whose running relay publishes what comes of them.

    Raises: what `open_pool` raises; ValueError or OSError when the key cannot be read.
    """
    parking = ParkingPlace(service, service, secret_bytes(settings.secrets.parked))
    pool = await open_pool(settings, search_path)
    try:
        transactions = Transactions(pool, service, wake=lambda: None)
        yield DeadLetters(service, transactions.begin, Guard(service, processor, parking), parking)
    finally:
        await pool.close()


async def list_parked(connection: asyncpg.Connection, service: ServiceName, wanted: Selection) -> list[Parked]:
    """The parked records of a service that fit, the newest last."""
    rows = await connection.fetch(
        QUERIES["list_parked"],
        service,
        wanted.ids,
        wanted.state,
        wanted.topic,
        wanted.subject,
        wanted.reason,
        wanted.since,
    )
    return [
        Parked(
            service=service,
            id=row["id"],
            state=row["state"],
            cluster_id=row["cluster_id"],
            topic=row["topic"],
            partition=row["partition"],
            offset=row["offset"],
            type=None if row["encrypted"] else _type(row["headers"]),
            subject=row["subject"],
            sequence=row["sequence"],
            reason=row["reason"],
            parked_at=row["parked_at"],
            encrypted=row["encrypted"],
            behind=row["behind"],
        )
        for row in rows
    ]


def by_subject(entries: Iterable[Parked]) -> list[Sequence[Parked]]:
    """The records in groups that can be handled one after the other: numbered ones of a subject, lowest first."""
    groups: dict[tuple[str, str | int], list[Parked]] = defaultdict(list)
    for entry in entries:
        numbered = entry.subject is not None and entry.sequence is not None
        groups[entry.topic, f"subject {entry.subject}" if numbered else entry.id].append(entry)
    return [sorted(group, key=lambda entry: (entry.sequence or 0, entry.id)) for group in groups.values()]


def _type(headers: bytes) -> str | None:
    return next(
        (value.decode(errors="replace") for name, value in header_names_and_values(headers) if name == "ce_type"), None
    )


def _journal(what: str, entry: Parked, by: str, work: UnitOfWork, **more: str) -> None:
    """Numbers are text: a bad record may have one that JSON cannot tell."""
    work.record_internal(
        entry.place,
        f"parked.{what}",
        {
            "id": entry.id,
            "by": by,
            "cluster_id": entry.cluster_id,
            "subject": entry.subject,
            "sequence": None if entry.sequence is None else str(entry.sequence),
            "reason": entry.reason,
            **more,
        },
    )
