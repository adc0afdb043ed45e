"""The service implementation as a whole on real servers, and the other services' records as it would read them."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI
from uuid6 import uuid7

from services.implementation.main import application
from shared.contracts.facts import Condition, DecisionPublished, Fact, ImpulseReceived, ImpulseReleased, Text
from shared.contracts.lists import Decision
from shared.contracts.registry import read
from shared.contracts.texts import TEXT_TYPE, new_text
from shared.contracts.topics import TextTopic
from shared.messaging.records import Record
from shared.messaging.topics import create_topics
from shared.runtime.settings import Settings
from tests.eventually import eventually
from tests.histories import History

PEOPLE = (
    ("implementer", "i1", "Kim Beispiel", "tiefbau"),
    ("coordinator", "c1", "Robin Muster", "hauptamt"),
    ("auditor", "a1", "Toni Probe", "kaemmerei"),
    ("evaluator", "e1", "Alex Vorlage", "stadtplanung"),
)
DUE_ON = datetime.now(UTC).date() + timedelta(days=200)
API = "/api/implementation/v1"


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, somebody to call it, and its Kafka."""

    app: FastAPI
    caller: httpx.AsyncClient
    kafka: str

    async def get(self, path: str, user: str = "i1") -> Any:
        """The JSON of a GET that succeeds."""
        answer = await self.caller.get(f"{API}{path}", headers=bearer(user))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None, *, user: str = "i1", key: str | None = None) -> httpx.Response:
        """The answer to a POST."""
        headers = bearer(user) | ({} if key is None else {"Idempotency-Key": key})
        return await self.caller.post(f"{API}{path}", json=body, headers=headers)

    async def plan(self, impulse_id: UUID, **changes: Any) -> str:
        """The id of a new measure."""
        answer = await self.post("/measures", plan_body(impulse_id, **changes), key=str(uuid7()))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def tell(self, history: History) -> None:
        """Publish what the other services say; what was published before is sent again, too."""
        await publish(self.kafka, history.records())

    async def decided(self, impulse_id: UUID, decision: str) -> None:
        """Wait until the decision has arrived."""

        async def look() -> bool:
            found = await self.app.state.pool.fetchval(
                "SELECT decision FROM impulses WHERE impulse_id = $1", impulse_id
            )
            return bool(found == decision)

        await eventually(look)

    async def accepted_impulse(self, decision: Decision = "accepted") -> UUID:
        """An impulse that has come all the way to its published acceptance."""
        impulse_id = uuid7()
        history = History()
        received(history, impulse_id)
        released(history, impulse_id)
        published(history, impulse_id, decision)
        await self.tell(history)
        await self.decided(impulse_id, decision)
        await eventually(lambda: self.has_title(impulse_id))
        return impulse_id

    async def has_title(self, impulse_id: UUID) -> bool:
        """Whether the impulse's words are here."""
        title = await self.app.state.pool.fetchval(
            "SELECT title FROM impulses_with_words WHERE impulse_id = $1 AND number IS NOT NULL", impulse_id
        )
        return title is not None

    async def records(self, topic: str, impulse_id: UUID, number: int) -> list[Fact | Text | None]:
        """The first `number` records about an impulse on a topic, read from Kafka itself; None is a tombstone."""
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=self.kafka, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        found: list[Fact | Text | None] = []
        try:

            async def look() -> bool:
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    for record in batch:
                        if record.key is not None and record.key.decode().startswith(str(impulse_id)):
                            found.append(_decoded(record))
                return len(found) >= number

            await eventually(look)
        finally:
            await consumer.stop()
        return found


def _decoded(record: Any) -> Fact | Text | None:
    if record.value is None:
        return None
    headers = dict(record.headers)
    kind = headers["ce_type"].decode()
    data = json.loads(record.value)
    if kind == TEXT_TYPE:
        return Text.read(data)
    fact = read(kind, data)
    assert isinstance(fact, Fact)
    return fact


@asynccontextmanager
async def implementation(settings: Settings, folder: Path) -> AsyncIterator[Service]:
    """The service with its relay and its consumer, called in this process."""
    people = folder / "people.json"
    people.write_text(
        json.dumps(
            [
                {"role": role, "user": user, "name": name, "unit": unit, "token": f"token-of-{user}"}
                for role, user, name, unit in PEOPLE
            ]
        )
    )
    await create_topics(settings.kafka, settings.partitions)
    app = application(settings.model_copy(update={"demo_sign_ins": people}))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://impulswerk.test") as caller,
    ):
        yield Service(app, caller, settings.kafka)


def bearer(user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer token-of-{user}"}


def plan_body(impulse_id: UUID, **changes: Any) -> dict[str, Any]:
    """A plan that breaks no rule, with changes."""
    body = {
        "impulse_id": str(impulse_id),
        "title": "Vier Bänke am Fluss",
        "unit": "tiefbau",
        "due_on": DUE_ON.isoformat(),
        "planned_cents": 1_250_050,
        "own_share_cents": 450_050,
        "funding_cents": 800_000,
    }
    return body | changes


def received(history: History, impulse_id: UUID) -> None:
    history.fact(
        ImpulseReceived(
            impulse_id=impulse_id,
            number=f"2026-{impulse_id.int % 100_000:05}",
            origin="citizens",
            channel="form",
            visibility="public",
            received_on=date(2026, 3, 2),
        )
    )


def released(history: History, impulse_id: UUID) -> None:
    text = new_text(impulse_id, "impulse", title="Bänke am Fluss", body="Bitte stellen Sie Bänke auf.")
    sheet = new_text(impulse_id, "case_sheet", body="Vier Bänke.")
    history.text(TextTopic.IMPULSE_TEXTS, text)
    history.fact(
        ImpulseReleased(
            impulse_id=impulse_id,
            text=text.ref,
            case_sheet=sheet.ref,
            unit="gruenflaechen",
            track="full",
            track_reason="usual",
            profile="full",
        )
    )


def published(history: History, impulse_id: UUID, decision: Decision, **more: Any) -> None:
    """A published decision; one under conditions has a condition with unit and date. `more`: other fields of the fact."""
    reasons = history.text(
        TextTopic.ASSESSMENT_TEXTS, new_text(impulse_id, "decision_reasons", body="Das nützt vielen.")
    )
    conditions = None
    if decision == "accepted_with_conditions":
        conditions = history.text(
            TextTopic.ASSESSMENT_TEXTS, new_text(impulse_id, "conditions", body="Der Uferweg bleibt frei.")
        )
    history.fact(
        DecisionPublished(
            impulse_id=impulse_id,
            case_id=uuid7(),
            decision=decision,
            deviation=False,
            reasons=reasons.ref,
            conditions=(
                (Condition(text=conditions.ref, unit="tiefbau", due_on=date(2027, 5, 3), budget_year=2027),)
                if conditions
                else ()
            ),
            evaluators=2,
            units=("klima-umwelt", "stadtplanung"),
            catalogue_id="small",
            catalogue_version="1.0.0",
            track="full",
            **({"round": 1} | more),
        )
    )


async def publish(kafka: str, records: Sequence[Record]) -> None:
    """Send records to where they belong."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    try:
        for record in records:
            await producer.send(
                record.topic, record.value, key=record.key, partition=record.partition, headers=list(record.headers)
            )
        await producer.flush()
    finally:
        await producer.stop()
