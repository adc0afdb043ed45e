"""Records that come twice, in the wrong order, not at all, or broken."""

import asyncio
import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from uuid6 import uuid7

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import ImpulseSupported
from shared.contracts.topics import INTAKE, FactTopic, TextTopic
from shared.messaging.partitioner import partition_of
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.evidence import read_topics
from tests.chaos.faults.fault import BACK_SECONDS, Fault, more_acked, within
from tests.chaos.faults.open_case import an_open_case
from tests.chaos.operators import NAME, impulswerk
from tests.chaos.stage import Place, Stage
from tests.chaos.system import PARTITIONS, Start
from tests.chaos.writing import Raw, a_released_impulse, journaled, send
from tests.e2e.topics import portal_event, portal_headers
from tests.eventually import eventually

READ = [str(name) for name in (*FactTopic, *TextTopic, INTAKE)]
PARKED_SECONDS = 60.0
NEIGHBOUR_SECONDS = 5.0
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class Duplicates(Fault):
    """Some records of every topic are produced three times more."""

    name = "duplicates x 3"
    row = "duplicates x 3"

    async def run(self, stage: Stage) -> None:
        await more_acked(stage, 40)
        topics = await read_topics(stage.system.bootstrap_servers, READ)
        chosen = [record for records in topics.values() for record in self._some(records)]
        places = await send(stage, [Raw.copy_of(record) for record in chosen for _ in range(3)])
        stage.injected |= set(places)
        stage.figures["injected"] = stage.figures.get("injected", 0) + len(places)

    def _some(self, records: list[Any]) -> list[Any]:
        return self.rng.sample(records, min(len(records), 15))


class TopicReplayed(Fault):
    """A whole topic is produced once more, in its order."""

    name = "topic replayed"
    row = "whole topic replayed"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.topic = rng.choice(READ)

    def told(self) -> str:
        return self.topic

    async def run(self, stage: Stage) -> None:
        await more_acked(stage, 40)
        records = (await read_topics(stage.system.bootstrap_servers, [self.topic]))[self.topic]
        places = await send(stage, [Raw.copy_of(record) for record in records])
        stage.injected |= set(places)
        stage.figures["injected"] = stage.figures.get("injected", 0) + len(places)


class OffsetsReset(Fault):
    """A consumer's offsets are deleted, in its database while it runs, or there and in Kafka's group while it is stopped."""

    name = "offsets reset"
    row = "offsets reset"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service: ServiceName = rng.choice(SERVICES)
        self.running = rng.random() < 0.5

    def told(self) -> str:
        return f"{self.service} {'while it runs' if self.running else 'while it is stopped'}"

    async def run(self, stage: Stage) -> None:
        await more_acked(stage, 30)
        instance = stage.system.services[self.service].first
        if self.running:
            await _forget_offsets(stage, self.service)
            return
        await instance.stop()
        try:
            await _forget_offsets(stage, self.service)
            await _rewind_group(stage, f"impulswerk.{self.service}")
        finally:
            await instance.start()
        await instance.become_ready(BACK_SECONDS)


class Reorder(Fault):
    """The facts of one impulse reach Kafka in a wrong order: each waits for the one before."""

    name = "reorder"
    row = "reorder: produce swapped"

    async def run(self, stage: Stage) -> None:
        impulse = await a_released_impulse(stage, set())
        records = await _supported(stage, impulse.id or "", 5)
        stage.reordered.add(impulse.id or "")
        order = list(range(5))
        while order == sorted(order):
            self.rng.shuffle(order)
        await send(stage, [records[place] for place in order])


class Gap(Fault):
    """A fact is withheld: what follows waits and an alarm shows it, all others go on; then it comes."""

    name = "gap"
    row = "gap"

    async def run(self, stage: Stage) -> None:
        impulse = await a_released_impulse(stage, set())
        subject = impulse.id or ""
        records = await _supported(stage, subject, 4)
        stage.reordered.add(subject)
        await send(stage, records[1:])

        async def wait() -> bool:
            return all([await _parked(stage, service, subject) == ["waiting"] * 3 for service in _readers()])

        async def alarm() -> bool:
            return all([await _gauge(stage, service, "waiting") >= 3 for service in _readers()])

        if await within(wait, PARKED_SECONDS) is None:
            found = {service: await _parked(stage, service, subject) for service in _readers()}
            stage.problem(f"I3 what follows a missing fact does not wait: {found}")
        elif stage.alone and await within(alarm, 15) is None:
            stage.problem("I3 no gauge tells that records wait")
        await send(stage, records[:1])

        async def none_waits() -> bool:
            return all([await _parked(stage, service, subject) == [] for service in _readers()])

        if await within(none_waits, PARKED_SECONDS) is None:
            stage.problem("I3 records still wait after the missing one has come")


class Poison(Fault):
    """Records that can never be applied: bad JSON, a header that is not UTF-8, no value, too large, an unknown major."""

    name = "poison"
    row = "poison: bad JSON, bad header, null, oversized, unknown major"

    async def run(self, stage: Stage) -> None:
        broken = [*self._facts(), *self._intake()]
        self.rng.shuffle(broken)
        places = await send(stage, broken)
        stage.injected |= set(places)
        stage.parked |= dict.fromkeys(places, "bad")
        await self._unknown_major(stage)
        bad = [place for place, state in stage.parked.items() if state == "bad"]

        async def all_parked() -> bool:
            return all([await _is_parked(stage, place) for place in bad])

        if await within(all_parked, PARKED_SECONDS) is None:
            stage.problem(f"I6 poison was not parked within {PARKED_SECONDS:.0f} s")
        await more_acked(stage, 20)

    def _facts(self) -> list[Raw]:
        topic = FactTopic.ASSESSMENTS.value
        return [
            self._fact(topic, b"{not json"),
            self._fact(topic, None),
            self._fact(topic, b'{"a": "' + b"x" * 900_000),
            self._fact(topic, b"{}", [("ce_time", b"\xff\xfe")]),
            self._fact(topic, b"[]", [("ce_sequence", b"-1")]),
        ]

    def _fact(self, topic: str, value: bytes | None, changed: Iterable[tuple[str, bytes]] = ()) -> Raw:
        subject = str(uuid7())
        envelope = Envelope(
            id=str(uuid7()),
            type="de.impulswerk.assessment.claimed.v1",
            source="/somebody-else",
            subject=subject,
            time=SOME_DAY,
            sequence=1,
        )
        headers = dict(encode(envelope)) | dict(changed)
        return Raw(topic, partition_of(subject, PARTITIONS), subject.encode(), value, list(headers.items()))

    def _intake(self) -> list[Raw]:
        whole = portal_event("ref-77-poison", title="Bank", text="Am Fluss.")
        cases: list[tuple[bytes | None, list[tuple[str, bytes]]]] = [
            (b"{not json", portal_headers()),
            (None, portal_headers()),
            (whole, [*portal_headers(), ("x-name", b"\xff\xfe")]),
            (b'{"title": "' + b"x" * 900_000 + b'"}', portal_headers()),
            (whole, portal_headers(ce_type="de.impulswerk.intake.impulse_submitted.v9")),
            (whole, portal_headers(ce_id=None)),
        ]
        return [
            Raw(INTAKE, self.rng.randrange(PARTITIONS), b"ref-77-poison", value, headers) for value, headers in cases
        ]

    async def _unknown_major(self, stage: Stage) -> None:
        """A fact of a known type in a version that nobody here knows: it and what follows of its subject stay behind."""
        impulse = await a_released_impulse(stage, set())
        first, *later = await _supported(stage, impulse.id or "", 3)
        stage.reordered.add(impulse.id or "")
        headers = [
            (name, value.replace(b".v1", b".v9") if name == "ce_type" else value) for name, value in first.headers
        ]
        unknown = Raw(first.topic, first.partition, first.key, first.value, headers)
        places = await send(stage, [unknown, *later])
        stage.parked[places[0]] = "bad"
        stage.parked |= dict.fromkeys(places[1:], "waiting")


class HandlerBug(Fault):
    """A handler fails on one aggregate: it is parked after five attempts, all others flow; mended, it is replayed."""

    name = "handler bug"
    row = "poison: handler bug on one key"
    alone = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service: ServiceName = rng.choice(("evaluation", "implementation", "reporting"))

    def told(self) -> str:
        return self.service

    def prepare(self, start: Start) -> None:
        start.bug_in = self.service

    async def run(self, stage: Stage) -> None:
        subject, neighbour = [(await an_open_case(stage, self.rng, "short")).id or "" for _ in range(2)]
        stage.replayed.add((self.service, subject))
        await asyncio.to_thread(stage.system.bug_file.write_text, subject)
        facts = [ImpulseSupported(impulse_id=UUID(each), count=n) for n in range(3) for each in (subject, neighbour)]
        last = dict((await journaled(stage, facts, keep_back=False))[-1].headers)["ce_sequence"]

        async def neighbour_flows() -> bool:
            return await _has_applied(stage, self.service, neighbour, int(last))

        if await within(neighbour_flows, NEIGHBOUR_SECONDS) is None:
            stage.problem(f"I6 a neighbour of what a handler fails on waited for more than {NEIGHBOUR_SECONDS:.0f} s")

        async def parked() -> bool:
            return "bad" in await _parked(stage, self.service, subject)

        if await within(parked, PARKED_SECONDS) is None:
            stage.problem(f"I6 what a handler fails on was not parked within {PARKED_SECONDS:.0f} s")
        await more_acked(stage, 30)
        await asyncio.to_thread(stage.system.bug_file.unlink)

    async def after(self, stage: Stage) -> None:
        """The cause is mended, an operator replays."""
        connection = await stage.system.connect(self.service)
        try:
            await connection.execute("SET search_path = views, public")
            rows = await connection.fetch('SELECT topic, partition, "offset" FROM parked')
        finally:
            await connection.close()
        stage.settled_poison |= {(row["topic"], row["partition"], row["offset"]) for row in rows}
        for _ in range(2):  # the second time changes nothing
            code, said = await impulswerk(stage, "dlq", "replay", self.service, "--by", NAME)
            if code != 0:
                stage.problem(f"I6 the replay of what a handler failed on ended with {code}: {said[-300:]}")


async def _supported(stage: Stage, subject: str, number: int) -> list[Raw]:
    facts = [ImpulseSupported(impulse_id=UUID(subject), count=count) for count in range(1, number + 1)]
    return await journaled(stage, facts, keep_back=True)


def _readers() -> tuple[ServiceName, ...]:
    """Who reads the topic of impulses."""
    return ("evaluation", "implementation", "reporting")


async def _parked(stage: Stage, service: ServiceName, subject: str) -> list[str]:
    with suppress(*DATABASE_ERRORS):
        connection = await stage.system.connect(service)
        try:
            await connection.execute("SET search_path = views, public")
            rows = await connection.fetch("SELECT state FROM parked WHERE subject = $1 ORDER BY sequence", subject)
            return [row["state"] for row in rows]
        finally:
            await connection.close()
    return ["unknown"]


async def _has_applied(stage: Stage, service: ServiceName, subject: str, sequence: int) -> bool:
    with suppress(*DATABASE_ERRORS):
        connection = await stage.system.connect(service)
        try:
            return bool(
                await connection.fetchval(
                    "SELECT EXISTS (SELECT FROM chaos.applications WHERE topic = $1 AND subject = $2 AND sequence = $3)",
                    FactTopic.IMPULSES,
                    subject,
                    sequence,
                )
            )
        finally:
            await connection.close()
    return False


async def _is_parked(stage: Stage, place: Place) -> bool:
    for service in SERVICES:
        try:
            connection = await stage.system.connect(service)
        except DATABASE_ERRORS:
            return False
        try:
            await connection.execute("SET search_path = views, public")
            reads = await connection.fetchval("SELECT count(*) FROM consumer_offsets WHERE topic = $1", place[0])
            found = await connection.fetchval(
                'SELECT count(*) FROM parked WHERE topic = $1 AND partition = $2 AND "offset" = $3', *place
            )
        except DATABASE_ERRORS:
            return False
        finally:
            await connection.close()
        if reads and not found:
            return False
    return True


async def _gauge(stage: Stage, service: ServiceName, state: str) -> float:
    try:
        async with httpx.AsyncClient(timeout=5) as http:
            text = (await http.get(f"{stage.system.services[service].url}/metrics")).text
    except httpx.HTTPError:
        return 0.0
    lines = [line for line in text.splitlines() if line.startswith("impulswerk_parked_records{")]
    return sum(float(line.split()[-1]) for line in lines if f'state="{state}"' in line)


async def _forget_offsets(stage: Stage, service: ServiceName) -> None:
    async def forgotten() -> bool:
        try:
            connection = await stage.system.connect(service)
        except DATABASE_ERRORS:
            return False
        try:
            await connection.execute("SET search_path = views, public")
            await connection.execute("DELETE FROM consumer_offsets")
        except DATABASE_ERRORS:
            return False
        finally:
            await connection.close()
        return True

    await eventually(forgotten, seconds=30)


async def _rewind_group(stage: Stage, group: str) -> None:
    """What Kafka's own tool does with `--reset-offsets --to-earliest`; a group that still has members refuses."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stage.system.bootstrap_servers, group_id=group, enable_auto_commit=False
    )
    try:
        async with asyncio.timeout(15):
            await consumer.start()
            places = [TopicPartition(name, partition) for name in READ for partition in range(PARTITIONS)]
            consumer.assign(places)
            await consumer.commit(dict.fromkeys(places, 0))
    except (KafkaError, OSError, TimeoutError):
        stage.figures["group_not_rewound"] = 1  # the offsets in the database are what counts
    finally:
        await consumer.stop()
