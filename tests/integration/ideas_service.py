"""Ideas with its real database and all its doors, but without Kafka: facts are handed to the handlers directly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from uuid6 import uuid7

from services.ideas import store
from services.ideas.commands.end_queries import lapse_queries
from services.ideas.consumers import ideas_handlers
from services.ideas.domain.profiles import FULL
from services.ideas.main import ideas_app
from shared.contracts.days import end_of_day
from shared.contracts.facts import DecisionPublished, QueryRequested, Text
from shared.contracts.lists import QueryStage
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.runtime.settings import Settings
from tests.integration.evaluation_desk import Item, accepted
from tests.integration.test_ideas_http import (
    API,
    BROWSER,
    COORDINATOR,
    NOBODY_LISTENS,
    PORTAL,
    hand_in,
    people,
    portals,
)

QUESTION = "An welcher Ecke des Marktplatzes?"
ANSWER = "Neben dem Brunnen bei Frau Muster."
REDACTED = "Neben dem Brunnen."
IDEAS = "/api/ideas/v1"
REPLY_BY = date(2126, 3, 23)
TOPIC = TextTopic.ASSESSMENT_CASE_TEXTS


@dataclass(frozen=True)
class Asked:
    """A query as evaluation publishes it, and the access code of its impulse."""

    impulse_id: UUID
    access_code: str
    fact: QueryRequested
    text: Text

    @property
    def query_id(self) -> UUID:
        return self.fact.query_id


class Ideas:
    """The running service, seen from all sides."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        self.app = app
        self.client = client

    async def deliver(self, *items: Item, day: date | None = None) -> None:
        """Hand records to the service as its consumer would, all in one transaction; they happened on that day."""
        handlers = ideas_handlers(self.app.state.setup)
        records = [accepted(item) for item in items]
        if day is not None:
            records = [each._replace(envelope=each.envelope._replace(time=noon(day))) for each in records]
        async with self.app.state.transactions.begin() as work:
            await handlers.process(records, work)

    async def set_day(self, day: date) -> None:
        """From now on it is noon of that day, as sample mode sets the clock of a database."""
        await self.app.state.pool.execute(
            "CREATE OR REPLACE FUNCTION service_now() RETURNS timestamptz LANGUAGE sql STABLE "
            f"RETURN timestamptz '{noon(day).isoformat()}'"
        )

    async def released(self, **submission: Any) -> tuple[UUID, str]:
        """A released impulse and its access code."""
        receipt = await hand_in(self.client, **submission)
        done = await self.client.post(f"{API}/{receipt['id']}/release", json={}, headers=COORDINATOR)
        assert done.status_code == 204, done.text
        return UUID(receipt["id"]), receipt["access_code"]

    async def asked(self, stage: QueryStage = "assessment") -> Asked:
        """A released impulse about which something is asked."""
        query = request_of(*await self.released(), stage)
        await self.deliver(query.fact, (TOPIC, query.text))
        return query

    async def replied(self, stage: QueryStage = "assessment", **more: Any) -> Asked:
        """The same with an answer that waits for screening."""
        query = await self.asked(stage)
        answer = await self.answer(query, **more)
        assert answer.status_code == 204, answer.text
        return query

    async def answer(self, query: Asked, answer: str = ANSWER, **more: Any) -> httpx.Response:
        """Answer through the API, as the portal does."""
        body = {"access_code": query.access_code, "answer": answer} | more
        return await self.client.post(f"{IDEAS}/queries/{query.query_id}/answer", json=body, auth=PORTAL)

    async def screen(self, query: Asked, step: str, body: dict[str, str]) -> httpx.Response:
        return await self.client.post(f"{IDEAS}/queries/{query.query_id}/{step}", json=body, headers=COORDINATOR)

    async def seen(self, query: Asked) -> dict[str, Any]:
        """What the holder of the access code is told."""
        told = await self.client.post(f"{IDEAS}/dialogue", json={"access_code": query.access_code}, auth=PORTAL)
        assert told.status_code == 200, told.text
        found: dict[str, Any] = told.json()
        return found

    async def state(self, query: Asked) -> str:
        return str((await self.seen(query))["queries"][-1]["state"])

    async def facts(self, query: Asked) -> list[tuple[str, dict[str, Any]]]:
        return await self.facts_of(query.impulse_id)

    async def facts_of(self, impulse_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """Names and data of what was recorded about an impulse."""
        rows = await self.app.state.pool.fetch(
            "SELECT type, data FROM events WHERE subject = $1 ORDER BY sequence", str(impulse_id)
        )
        return [(row["type"].split(".")[3], row["data"]) for row in rows]

    async def kinds(self, query: Asked) -> list[str]:
        return [kind for kind, _ in await self.facts(query) if kind.startswith("query_")]

    async def lapse(self, after: date) -> int:
        """What the periodic task does on the day after."""
        async with self.app.state.transactions.begin() as work:
            work.now = end_of_day(after) + timedelta(minutes=1)
            return await lapse_queries(work)

    async def page(self, query: Asked) -> httpx.Response:
        return await self.status_page(query.access_code)

    async def status_page(self, access_code: str) -> httpx.Response:
        """The status page as a browser gets it."""
        form = form_token((await self.client.get("/mein-impuls", headers=BROWSER)).text)
        return await self.client.post("/mein-impuls", data={"code": access_code, "form_token": form}, headers=BROWSER)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def form_token(page: str) -> str:
    return page.split('name="form_token" value="', 1)[1].split('"', 1)[0]


def published(impulse_id: UUID, **fields: Any) -> DecisionPublished:
    """What evaluation tells when it decides; a rejection unless the fields say otherwise."""
    told: dict[str, Any] = {
        "impulse_id": impulse_id,
        "case_id": uuid7(),
        "round": 1,
        "decision": "rejected",
        "deviation": False,
        "reasons": new_text(impulse_id, "decision_reasons", body="Nein.").ref,
        "evaluators": 2,
        "units": [],
        "catalogue_id": "small",
        "catalogue_version": "1.0.0",
        "track": "full",
    }
    return DecisionPublished.model_validate(told | fields)


def request_of(impulse_id: UUID, access_code: str, stage: QueryStage = "assessment") -> Asked:
    """A query about an impulse as evaluation asks it."""
    text = new_text(impulse_id, "question", body=QUESTION)
    fact = QueryRequested(
        impulse_id=impulse_id,
        case_id=uuid7(),
        round=1,
        query_id=uuid7(),
        stage=stage,
        reply_by=REPLY_BY,
        text=text.ref,
    )
    return Asked(impulse_id, access_code, fact, text)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@asynccontextmanager
async def running_ideas(settings: Settings, folder: Path) -> AsyncIterator[Ideas]:
    """The service on the database of the settings, with the only profile that every catalogue has."""
    changed = {"kafka": NOBODY_LISTENS, "demo_sign_ins": people(folder), "portals": portals(folder)}
    app = ideas_app(settings.model_copy(update=changed))
    async with app.router.lifespan_context(app):
        async with app.state.transactions.begin() as work:
            await store.save_profiles(work.connection, [FULL], work.now)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8081") as client:
            yield Ideas(app, client)


@asynccontextmanager
async def coordinator_at(ideas: Ideas) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a coordinator who has signed in."""
    transport = httpx.ASGITransport(ideas.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8081", headers=BROWSER) as browser:
        page = await browser.get("/vorpruefung/anmelden")
        fields = {"user": "coordinator", "weiter": "/vorpruefung", "form_token": form_token(page.text)}
        assert (await browser.post("/vorpruefung/anmelden", data=fields)).status_code == 303
        yield browser
