"""The one guard of every consumer: each record takes effect exactly once and in the order of its subject.

Two things repeat: Kafka delivers a record again (same offset), and a relay sends a fact again (new offset). Offsets by
compare-and-set stop the first, the applied sequence per subject stops the second; both are written in the transaction of
the effect. Source: lifecycle.md, "Mechanism".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from shared.contracts.cloudevents import BadRecord, Envelope
from shared.contracts.registry import REGISTRY, NotAnEventType, Registry, UnknownMajor
from shared.contracts.topics import TopicKind, topic
from shared.messaging.metrics import CONSUMED
from shared.messaging.parking import ParkingPlace
from shared.messaging.processor import Processor
from shared.messaging.records import Accepted, Bad, Record, read_envelope
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

MAX_SUBJECT_BYTES = 1_000
"""A longer subject does not fit into the indexes that it is found by."""

Subject = tuple[str, str]
"""Topic and `ce_subject`: what has a sequence of its own."""


class Fenced(Exception):
    """Somebody else has advanced the offsets meanwhile, or they are not known: look again where to go on."""


class TooEarly(Exception):
    """A fact with a lower number of the same subject has not been applied yet."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"number {missing} of its subject has not been applied yet")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Positions:
    """The next offset to apply per topic and partition, as this consumer believes it to be."""

    cluster_id: str
    next_offsets: Mapping[tuple[str, int], int]


@dataclass(slots=True)
class _Sorted:
    """A batch, told apart: what to apply, what waits, what is bad, and how far each subject gets."""

    accepted: list[Accepted] = field(default_factory=list)
    waiting: list[Accepted] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    applied: dict[Subject, int] = field(default_factory=dict)
    advanced: set[Subject] = field(default_factory=set)


class Guard:
    """Lets a processor see every record once, in order per subject, and parks what cannot be applied.

    This is the one place where facts of older versions are brought to the current one.
    """

    def __init__(
        self, consumer: str, processor: Processor, parking: ParkingPlace, registry: Registry = REGISTRY
    ) -> None:
        self._consumer = consumer
        self._processor = processor
        self._parking = parking
        self._registry = registry

    async def take(
        self, records: Sequence[Record], positions: Positions, work: UnitOfWork, *, release: bool = True
    ) -> Positions:
        """Apply the records in the transaction of `work`; returns the positions that hold after its commit.

        With them goes what has waited for them, unless `release` is False.
        Raises: Fenced, and whatever the processor raises.
        """
        if any((r.topic, r.partition) not in positions.next_offsets for r in records):
            raise Fenced
        fresh = [r for r in records if r.offset >= positions.next_offsets[r.topic, r.partition]]
        _count(records, "redelivered", len(records) - len(fresh))
        if not fresh:
            return positions
        after = await self._advance(fresh, positions, work)
        batch = await self._sort(fresh, work)
        if batch.waiting or batch.bad:
            await self._parking.park(batch.waiting, batch.bad, positions.cluster_id, work)
        if release:
            await self._release(batch, work)
        if batch.accepted:
            await self._process(batch.accepted, work)
        await self._save(batch, work)
        _count_each(accepted.record for accepted in batch.accepted)
        return after

    async def refuse(self, record: Record, reason: str, positions: Positions, work: UnitOfWork) -> Positions:
        """Park a record whose processing failed for good; what follows of the same subject waits for it."""
        after = await self._advance([record], positions, work)
        told = _read(record, self._registry)
        bad = (
            Bad(record, reason)
            if isinstance(told, Bad)
            else Bad(record, reason, told.envelope.subject, told.envelope.sequence)
        )
        await self._parking.park([], [bad], positions.cluster_id, work)
        return after

    async def take_waiting(self, record: Record, positions: Positions, work: UnitOfWork) -> bool:
        """Apply the next one that has waited for the subject of this applied record; returns whether there was any."""
        await self._advance([record], positions, work)  # to where it is: it only fences
        return await self.apply_next((record.topic, read_envelope(record).subject), work)

    async def refuse_waiting(self, record: Record, reason: str, positions: Positions, work: UnitOfWork) -> None:
        """Mark the next one that has waited for the subject of this applied record as bad."""
        await self._advance([record], positions, work)  # to where it is: it only fences
        await self.refuse_next((record.topic, read_envelope(record).subject), reason, positions.cluster_id, work)

    # What follows is for operators. They have no positions to be fenced by: the caller holds the consumer still.

    async def apply_parked(self, record: Record, work: UnitOfWork) -> Subject | None:
        """Apply a record that was parked; returns the subject that can go on, or None where the record had been applied.

        Raises: BadRecord where it can still not be read, TooEarly, and whatever the processor raises.
        """
        told = _read(record, self._registry)
        if isinstance(told, Bad):
            raise BadRecord(told.reason)
        subject, sequence = _subject(told), told.envelope.sequence
        if sequence is not None:
            applied = await self.applied_sequence(subject, work)
            if sequence <= applied:
                return None
            if sequence > applied + 1:
                raise TooEarly(applied + 1)
        await self._process([told], work)
        if sequence is not None:
            await self.pass_by(subject, sequence, work)
        return subject

    async def apply_next(self, subject: Subject, work: UnitOfWork) -> bool:
        """Apply the next one that has waited for this subject; returns whether there was any."""
        waiting = await self._next_waiting(subject, work)
        if waiting is None:
            return False
        sequence = waiting.envelope.sequence
        assert sequence is not None
        await self._process([waiting], work)
        await self.pass_by(subject, sequence, work)
        return True

    async def refuse_next(self, subject: Subject, reason: str, cluster_id: str, work: UnitOfWork) -> None:
        """Mark the next one that has waited for this subject as bad."""
        waiting = await self._next_waiting(subject, work)
        if waiting is not None:
            bad = Bad(waiting.record, reason, waiting.envelope.subject, waiting.envelope.sequence)
            await self._parking.spoil(bad, cluster_id, work)

    async def applied_sequence(self, subject: Subject, work: UnitOfWork) -> int:
        """The number of the last fact applied of this subject; 0 before the first."""
        return (await self._load_applied([subject], work)).get(subject, 0)

    async def pass_by(self, subject: Subject, sequence: int, work: UnitOfWork) -> None:
        """Count the facts of a subject as applied up to this number, and forget what is parked of them."""
        await self._parking.clear({subject: sequence}, work)
        await self._save(_Sorted(applied={subject: sequence}, advanced={subject}), work)

    async def _next_waiting(self, subject: Subject, work: UnitOfWork) -> Accepted | None:
        applied = await self.applied_sequence(subject, work)
        waiting = await self._parking.waiting_for([subject], work)
        return next((each for each in waiting if each.envelope.sequence == applied + 1), None)

    async def _process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        await self._processor.process([self._current(each) for each in accepted], work)
        erased = [each.record for each in accepted if each.data is None]
        if erased:
            await self._parking.erase(erased, work)

    def _current(self, each: Accepted) -> Accepted:
        if each.data is None or not self._registry.is_superseded(each.envelope.type):
            return each
        event_type, data = self._registry.current(each.envelope.type, each.data)
        return replace(each, envelope=replace(each.envelope, type=event_type), data=data)

    async def _advance(self, records: Sequence[Record], positions: Positions, work: UnitOfWork) -> Positions:
        last: dict[tuple[str, int], int] = {}
        for record in records:
            last[record.topic, record.partition] = record.offset + 1
        moved = await work.connection.fetchval(
            QUERIES["advance_offsets"],
            self._consumer,
            positions.cluster_id,
            [topic for topic, _ in last],
            [partition for _, partition in last],
            [positions.next_offsets[place] for place in last],
            list(last.values()),
        )
        if moved != len(last):
            raise Fenced
        return Positions(positions.cluster_id, {**positions.next_offsets, **last})

    async def _sort(self, records: Sequence[Record], work: UnitOfWork) -> _Sorted:
        batch = _Sorted()
        told = [_read(record, self._registry) for record in records]
        numbered = [each for each in told if isinstance(each, Accepted) and each.envelope.sequence is not None]
        batch.applied = await self._load_applied({_subject(each) for each in numbered}, work)
        for each in told:
            if isinstance(each, Bad):
                batch.bad.append(each)
            elif each.envelope.sequence is None:
                batch.accepted.append(each)
            else:
                _place(batch, each, each.envelope.sequence)
        return batch

    async def _load_applied(self, subjects: Collection[Subject], work: UnitOfWork) -> dict[Subject, int]:
        rows = await work.connection.fetch(
            QUERIES["load_applied"],
            self._consumer,
            [topic for topic, _ in subjects],
            [subject for _, subject in subjects],
        )
        return {(row["topic"], row["subject"]): row["sequence"] for row in rows}

    async def _release(self, batch: _Sorted, work: UnitOfWork) -> None:
        """Add what has waited for the records of this batch, or was left waiting when a process died."""
        subjects = batch.advanced | {_subject(each) for each in batch.waiting}
        if not subjects:
            return
        for waiting in await self._parking.waiting_for(subjects, work):
            sequence = waiting.envelope.sequence
            assert sequence is not None
            _place(batch, waiting, sequence)
        await self._parking.clear({subject: batch.applied[subject] for subject in batch.advanced}, work)

    async def _save(self, batch: _Sorted, work: UnitOfWork) -> None:
        if not batch.advanced:
            return
        advanced = sorted(batch.advanced)
        await work.connection.execute(
            QUERIES["save_applied"],
            self._consumer,
            [topic for topic, _ in advanced],
            [subject for _, subject in advanced],
            [batch.applied[subject] for subject in advanced],
        )


def _subject(each: Accepted) -> Subject:
    return each.record.topic, each.envelope.subject


def _place(batch: _Sorted, each: Accepted, sequence: int) -> None:
    subject = _subject(each)
    applied = batch.applied.get(subject, 0)
    if sequence <= applied:
        CONSUMED.labels(each.record.topic, "duplicate").inc()
    elif sequence == applied + 1:
        batch.applied[subject] = sequence
        batch.advanced.add(subject)
        batch.accepted.append(each)
    else:
        batch.waiting.append(each)


def _read(record: Record, registry: Registry) -> Accepted | Bad:
    """Tell what a record is by its topic's kind and its headers; the value is parsed but not yet validated."""
    kind = topic(record.topic).kind
    try:
        envelope = read_envelope(record)
    except BadRecord as error:
        return Bad(record, error.reason)
    if "\0" in envelope.subject or len(envelope.subject.encode()) > MAX_SUBJECT_BYTES:
        return Bad(record, "ce_subject cannot be stored")
    if kind is TopicKind.FACTS:
        try:
            registry.find(envelope.type)
        except (UnknownMajor, NotAnEventType) as error:
            return Bad(record, str(error), envelope.subject, envelope.sequence)
    return _read_value(record, kind, envelope)


def _read_value(record: Record, kind: TopicKind, envelope: Envelope) -> Accepted | Bad:
    if not record.value:
        if kind in (TopicKind.TEXTS, TopicKind.CASE_TEXTS):
            return Accepted(record, envelope, None)
        return Bad(record, "empty value", envelope.subject, envelope.sequence)
    try:
        data = orjson.loads(record.value)
    except orjson.JSONDecodeError:
        return Bad(record, "value is not JSON", envelope.subject, envelope.sequence)
    if not isinstance(data, dict):
        return Bad(record, "value is not a JSON object", envelope.subject, envelope.sequence)
    return Accepted(record, envelope, data)


def _count(records: Sequence[Record], outcome: str, number: int) -> None:
    if number:
        CONSUMED.labels(records[0].topic, outcome).inc(number)


def _count_each(records: Iterable[Record]) -> None:
    for record in records:
        CONSUMED.labels(record.topic, "applied").inc()
