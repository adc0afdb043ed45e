"""Years of a city in seconds: many lives at once, in the order of their time, with the bytes that the outbox would send."""

import asyncio
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heapify, heappop, heappush
from itertools import count

import rfc8785
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.contracts.cloudevents import Envelope, Headers, encode, source_of
from shared.contracts.event import Fact
from shared.contracts.texts import TEXT_TYPE, Text
from shared.contracts.topics import topic as topic_named
from shared.messaging.journal import format_time
from shared.messaging.partitioner import partition_of
from shared.messaging.topics import create_topics
from tests.benchmarks.compounds import COMPOUNDS
from tests.benchmarks.lives import NUMBER, WORD, Step, lives

IMPULSES_A_YEAR = 2_000
BEGIN = datetime(1999, 1, 4, 7, 0, tzinfo=UTC)
"""A million records take a quarter of a century, and Kafka refuses those of the future."""
KINDS_OF_LIFE = 120
BATCH_BYTES = 262_144
"""As the relay sends them."""

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7000-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record on its way to a partition."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: Headers
    time: datetime


class _Pattern:
    """A life with holes for what differs between those who live like this: ids, number, a word of the title, hashes of texts."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        texts = [step.what for step in steps if isinstance(step.what, Text)]
        self.hashed = [(text.ref.text_hash, bytes.fromhex(text.salt), _without_salt(text)) for text in texts]
        values = [rfc8785.dumps(step.what.data()).decode() for step in steps]
        self.ids = sorted({found for value in values for found in re.findall(_UUID, value)})
        self._holes = {
            name: place for place, name in enumerate([*self.ids, NUMBER, WORD, *(each[0] for each in self.hashed)])
        }
        self._pattern = re.compile("(" + "|".join(map(re.escape, self._holes)) + ")")
        self._values = [self._cut(value) for value in values]
        self._unsalted = [self._cut(value) for _, _, value in self.hashed]
        self.impulse = self.ids.index(str(steps[0].what.data()["impulse_id"]))

    def _cut(self, value: str) -> list[str | int]:
        return [self._holes.get(part, part) for part in self._pattern.split(value)]

    def filling(self, ids: Sequence[str], number: str, word: str) -> list[str]:
        """What to put into the holes; a text's hash follows from its ids and its title."""
        filling = [*ids, number, word]
        for (_, salt, _), cut in zip(self.hashed, self._unsalted, strict=True):
            filling.append(sha256(salt + _fill(cut, filling).encode()).hexdigest())
        return filling

    def value(self, step: int, filling: Sequence[str]) -> str:
        """The JSON of a step."""
        return _fill(self._values[step], filling)


def _without_salt(text: Text) -> str:
    return rfc8785.dumps({name: value for name, value in text.data().items() if name != "salt"}).decode()


def _fill(cut: Sequence[str | int], filling: Sequence[str]) -> str:
    return "".join([part if isinstance(part, str) else filling[part] for part in cut])


class _Impulse:
    """One impulse on its way through its life."""

    def __init__(self, number: int, pattern: _Pattern, received: datetime, random_: random.Random) -> None:
        self.pattern = pattern
        self.received = received
        ids = [_id(received, random_) for _ in pattern.ids]
        self.id = ids[pattern.impulse]
        self.filling = pattern.filling(ids, f"{received.year}-{number:04}", random_.choice(COMPOUNDS))
        self.step = 0
        self.heads: dict[str, tuple[int, bytes]] = {}

    def due(self) -> datetime:
        """When its next step happens."""
        return self.received + timedelta(days=self.pattern.steps[self.step].day, microseconds=self.step)

    def next(self, partitions: int, random_: random.Random) -> Sent:
        """Its next step as a record."""
        time = self.due()
        step = self.pattern.steps[self.step]
        value = self.pattern.value(self.step, self.filling)
        self.step += 1
        if isinstance(step.what, Fact):
            key, envelope = self.id, self._fact(step.what, value, time, random_)
        else:
            key = f"{self.id}/{self.filling[self.pattern.ids.index(str(step.what.text_id))]}"
            envelope = self._envelope(TEXT_TYPE, step.topic, time, random_, text_version=step.what.text_version)
        return Sent(step.topic, partition_of(self.id, partitions), key.encode(), value.encode(), encode(envelope), time)

    def _fact(self, fact: Fact, value: str, time: datetime, random_: random.Random) -> Envelope:
        sequence, previous = self.heads.get(fact.topic, (0, b""))
        sequence += 1
        row = (
            f'{{"data":{value},"sequence":{sequence},"subject":"{self.id}",'
            f'"time":"{format_time(time)}","type":"{fact.event_type}"}}'
        )
        link = sha256(previous + row.encode()).digest()
        self.heads[fact.topic] = sequence, link
        return self._envelope(fact.event_type, fact.topic, time, random_, sequence=sequence, chain_hash=link.hex())

    def _envelope(
        self,
        type_: str,
        topic: str,
        time: datetime,
        random_: random.Random,
        sequence: int | None = None,
        text_version: int | None = None,
        chain_hash: str | None = None,
    ) -> Envelope:
        return Envelope(
            id=_id(time, random_),
            type=type_,
            source=source_of(topic_named(topic).written_by[0]),
            subject=self.id,
            time=time,
            sequence=sequence,
            text_version=text_version,
            chain_hash=chain_hash,
            traceparent=f"00-{random_.getrandbits(128) | 1:032x}-{random_.getrandbits(64) | 1:016x}-01",
        )


def _id(time: datetime, random_: random.Random) -> str:
    """Looks like a UUID of version 7."""
    bits, milliseconds = random_.getrandbits(74), int(time.timestamp() * 1000)
    tail = f"{(2 << 62) | (bits & (1 << 62) - 1):016x}"
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7{bits >> 62:03x}-{tail[:4]}-{tail[4:]}"


def history(events: int, partitions: int, seed: int = 1, a_year: int = IMPULSES_A_YEAR) -> Iterator[Sent]:
    """So many records in the order of their time; about `a_year` impulses begin each year. A seed has one history."""
    random_ = random.Random(seed)
    patterns = [_Pattern(steps) for steps in lives(KINDS_OF_LIFE)]
    numbers = count(1)
    received = BEGIN
    waiting: list[tuple[datetime, int, _Impulse]] = []
    heapify(waiting)
    for _ in range(events):
        while not waiting or waiting[0][0] > received:
            number = next(numbers)
            impulse = _Impulse(number, random_.choice(patterns), received, random_)
            heappush(waiting, (impulse.due(), number, impulse))
            received += timedelta(days=random_.expovariate(a_year / 365))
        _, number, impulse = heappop(waiting)
        yield impulse.next(partitions, random_)
        if impulse.step < len(impulse.pattern.steps):
            heappush(waiting, (impulse.due(), number, impulse))


async def publish(kafka: str, records: Iterator[Sent], partitions: int) -> int:
    """Write the records to Kafka in the relay's manner: a batch per partition, in order. Returns how many there were."""
    await create_topics(kafka, partitions)
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", max_batch_size=BATCH_BYTES)
    await producer.start()
    try:
        number, sent = 0, []
        builders: dict[tuple[str, int], BatchBuilder] = {}
        for record in records:
            number += 1
            place = record.topic, record.partition
            builder = builders.get(place) or builders.setdefault(place, producer.create_batch())
            milliseconds = int(record.time.timestamp() * 1000)
            given = {"key": record.key, "value": record.value, "timestamp": milliseconds, "headers": record.headers}
            if builder.append(**given) is None:
                sent.append(await producer.send_batch(builder, record.topic, partition=record.partition))
                builders[place] = builder = producer.create_batch()
                builder.append(**given)
        for (topic, partition), builder in builders.items():
            sent.append(await producer.send_batch(builder, topic, partition=partition))
        await asyncio.gather(*sent)
        return number
    finally:
        await producer.stop()
