"""The one guard of every consumer: each record takes effect exactly once and in the order of its subject.

Two things repeat: Kafka delivers a record again (same offset), and a relay sends a fact again (new offset). Offsets by
compare-and-set stop the first, the applied sequence per subject stops the second; both are written in the transaction of
the effect. Source: lifecycle.md, "Mechanism".
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from shared.contracts.cloudevents import BadRecord
from shared.contracts.registry import REGISTRY, Registry
from shared.messaging.metrics import CONSUMED
from shared.messaging.parking import ParkingPlace
from shared.messaging.processor import Processor
from shared.messaging.reading import read
from shared.messaging.record_spans import handled
from shared.messaging.records import Accepted, Bad, Record, read_envelope
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

Subject = tuple[str, str]
"""Topic and `ce_subject`: what has a sequence of its own."""
Place = tuple[str, int]
"""Topic and partition."""

_place_of = attrgetter("topic", "partition")
_offset_of = attrgetter("offset")


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
    next_offsets: Mapping[Place, int]


@dataclass(slots=True)
class _InOrder:
    """A batch without a bad record in which the numbers of every subject count up: the first and last of each."""

    accepted: list[Accepted] = field(default_factory=list)
    first: dict[Subject, int] = field(default_factory=dict)
    last: dict[Subject, int] = field(default_factory=dict)


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

    def read(self, records: Sequence[Record]) -> list[Accepted | Bad]:
        """Tell what each record is. Asks nobody: a batch may be read while the one before it is still being applied."""
        registry = self._registry
        return [read(record, registry) for record in records]

    async def take(
        self,
        records: Sequence[Record],
        positions: Positions,
        work: UnitOfWork,
        *,
        release: bool = True,
        told: list[Accepted | Bad] | None = None,
    ) -> Positions:
        """Apply the records in the transaction of `work`; returns the positions that hold after its commit.

        With them goes what has waited for them, unless `release` is False. `told` is what `read` said of the same records.
        Raises: Fenced, and whatever the processor raises.
        """
        fresh = _fresh(records, positions)
        if not fresh:
            return positions
        if told is None or fresh is not records:
            told = self.read(fresh)
        after = {place: offset + 1 for place, offset in zip(map(_place_of, fresh), map(_offset_of, fresh), strict=True)}
        in_order = _in_order(told)
        if in_order is not None and await self._advance_in_order(in_order, after, positions, work):
            accepted = in_order.accepted
            await self._process(accepted, work)
            self._parking.saw(fresh)
        else:
            if in_order is None:
                await self._advance(after, positions, work)
            batch = await self._sort(told, work)
            accepted = batch.accepted
            await self._take_sorted(fresh, batch, positions, work, release=release)
            self._parking.saw(fresh, batch.bad)
        _count(Counter(each.record.topic for each in accepted), "applied")
        return _moved(positions, after)

    async def refuse(self, record: Record, reason: str, positions: Positions, work: UnitOfWork) -> Positions:
        """Park a record whose processing failed for good; what follows of the same subject waits for it."""
        after = await self._step_behind(record, positions, work)
        told = read(record, self._registry)
        bad = (
            Bad(record, reason)
            if isinstance(told, Bad)
            else Bad(record, reason, told.envelope.subject, told.envelope.sequence)
        )
        await self._parking.park([], [bad], positions.cluster_id, work, read=[record])
        self._parking.saw([record], [bad])
        return after

    async def take_waiting(self, record: Record, positions: Positions, work: UnitOfWork) -> bool:
        """Apply the next one that has waited for the subject of this applied record; returns whether there was any."""
        await self._step_behind(record, positions, work)  # to where it is: it only fences
        return await self.apply_next((record.topic, read_envelope(record).subject), work)

    async def refuse_waiting(self, record: Record, reason: str, positions: Positions, work: UnitOfWork) -> None:
        """Mark the next one that has waited for the subject of this applied record as bad."""
        await self._step_behind(record, positions, work)  # to where it is: it only fences
        await self.refuse_next((record.topic, read_envelope(record).subject), reason, positions.cluster_id, work)

    # What follows is for operators. They have no positions to be fenced by: the caller holds the consumer still.

    async def apply_parked(self, record: Record, work: UnitOfWork) -> Subject | None:
        """Apply a record that was parked; returns the subject that can go on, or None where the record had been applied.

        Raises: BadRecord where it can still not be read, TooEarly, and whatever the processor raises.
        """
        told = read(record, self._registry)
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
        if self._registry.upcasters.keys() & {each.envelope.type for each in accepted}:
            accepted = [self._current(each) for each in accepted]
        with handled(accepted) as continued:
            await self._processor.process(continued, work)
        erased = [each.record for each in accepted if each.data is None]
        if erased:
            await self._parking.erase(erased, work)

    def _current(self, each: Accepted) -> Accepted:
        if each.data is None:
            return each
        event_type, data = self._registry.current(each.envelope.type, each.data)
        return Accepted(each.record, each.envelope._replace(type=event_type), data)

    async def _step_behind(self, record: Record, positions: Positions, work: UnitOfWork) -> Positions:
        after = {(record.topic, record.partition): record.offset + 1}
        await self._advance(after, positions, work)
        return _moved(positions, after)

    async def _advance(self, after: Mapping[Place, int], positions: Positions, work: UnitOfWork) -> None:
        moved = await work.connection.fetchval(QUERIES["advance_offsets"], *self._steps(after, positions))
        if moved != len(after):
            raise Fenced

    async def _advance_in_order(
        self, batch: _InOrder, after: Mapping[Place, int], positions: Positions, work: UnitOfWork
    ) -> bool:
        """Advance the offsets and, if all is in order with what was applied before, the subjects; returns whether it was."""
        row = await work.connection.fetchrow(
            QUERIES["advance_in_order"],
            *self._steps(after, positions),
            [topic for topic, _ in batch.first],
            [subject for _, subject in batch.first],
            list(batch.first.values()),
            list(batch.last.values()),
        )
        assert row is not None
        if row["moved"] != len(after):
            raise Fenced
        return bool(row["in_order"])

    def _steps(self, after: Mapping[Place, int], positions: Positions) -> tuple[object, ...]:
        """The first arguments of a statement that advances offsets."""
        return (
            self._consumer,
            positions.cluster_id,
            [topic for topic, _ in after],
            [partition for _, partition in after],
            [positions.next_offsets[place] for place in after],
            list(after.values()),
        )

    async def _sort(self, told: Sequence[Accepted | Bad], work: UnitOfWork) -> _Sorted:
        batch = _Sorted()
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

    async def _take_sorted(
        self, records: Sequence[Record], batch: _Sorted, positions: Positions, work: UnitOfWork, *, release: bool
    ) -> None:
        if batch.waiting or batch.bad:
            await self._parking.park(batch.waiting, batch.bad, positions.cluster_id, work, read=records)
        if release:
            await self._release(batch, work)
        if batch.accepted:
            await self._process(batch.accepted, work)
        await self._save(batch, work)

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


def _fresh(records: Sequence[Record], positions: Positions) -> Sequence[Record]:
    """Those that have not been applied yet, by their offsets. Raises: Fenced where a position is not known."""
    known = positions.next_offsets
    first = dict(zip(map(_place_of, reversed(records)), map(_offset_of, reversed(records)), strict=True))
    if not first.keys() <= known.keys():
        raise Fenced
    if all(offset >= known[place] for place, offset in first.items()):
        return records
    fresh = [record for record in records if record.offset >= known[record.topic, record.partition]]
    _count(Counter(record.topic for record in records) - Counter(record.topic for record in fresh), "redelivered")
    return fresh


def _in_order(told: Iterable[Accepted | Bad]) -> _InOrder | None:
    """The batch, or None where a record is bad or the numbers of a subject do not count up."""
    batch = _InOrder()
    accept, first, last = batch.accepted.append, batch.first, batch.last
    for each in told:
        if isinstance(each, Bad):
            return None
        accept(each)
        sequence = each.envelope.sequence
        if sequence is not None:
            subject = _subject(each)
            if subject not in last:
                first[subject] = sequence
            elif sequence != last[subject] + 1:
                return None
            last[subject] = sequence
    return batch


def _moved(positions: Positions, after: Mapping[Place, int]) -> Positions:
    return Positions(positions.cluster_id, {**positions.next_offsets, **after})


def _count(numbers: Mapping[str, int], outcome: str) -> None:
    for topic, number in numbers.items():
        CONSUMED.labels(topic, outcome).inc(number)
