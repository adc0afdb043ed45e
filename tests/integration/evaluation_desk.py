"""Evaluation with its real database and all its doors, but without Kafka: facts are handed to the handlers directly."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI
from uuid6 import uuid7

from services.evaluation.consumers import handlers
from services.evaluation.main import activate_configured_catalogue, application, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.contracts.cloudevents import Envelope
from shared.contracts.event import Fact
from shared.contracts.facts import ImpulseReceived, ImpulseReleased
from shared.contracts.texts import Text, new_text, text_key
from shared.contracts.topics import TextTopic
from shared.messaging.records import Accepted, Record
from shared.messaging.texts import ErasedText
from shared.messaging.transactions import Transactions
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings

API = "/api/evaluation/v1"

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Item = Fact | tuple[TextTopic, Text | ErasedText]
"""A record as ideas publishes it."""

PEOPLE = {
    "ada": ("evaluator", "stadtplanung"),
    "ben": ("evaluator", "klima-umwelt"),
    "cem": ("evaluator", "buergerdienste"),
    "dora": ("evaluator", "stadtplanung"),
    "eva": ("decider", "dezernat-1"),
    "erik": ("decider", "dezernat-3"),
    "uwe": ("decider", "ob-buero"),
    "finn": ("coordinator", "hauptamt"),
    "fred": ("coordinator", "digitalisierung"),
    "gesa": ("office", "rechtsamt"),
    "olga": ("office", "gleichstellung"),
    "pia": ("office", "bildung-familie"),
    "walter": ("office", "hauptamt"),
    "hans": ("auditor", "kaemmerei"),
    "ines": ("administrator", "digitalisierung"),
}

FOR_EVERY_UNIT = {"walter"}

WORKED_CASES = json.loads((Path(__file__).parents[1] / "unit" / "evaluation" / "worked-cases.json").read_text())


def sheet(case: str, evaluator: str) -> dict[str, Any]:
    """Ratings and exclusion answers of an evaluator of a worked case, with reasons and evidence as the rules want them."""
    worked = WORKED_CASES[case]
    return {
        "ratings": {
            criterion: {
                "value": value,
                "reason": "Das steht so in der Vorlage des Amtes.",
                "evidence": "B",
                "mitigation": "Anders legen.",
            }
            for criterion, value in worked["ratings"][evaluator].items()
        },
        "exclusions": {criterion: answers[evaluator] for criterion, answers in worked["ko"].items()},
    }


@dataclass(frozen=True)
class Desk:
    """The running service, seen from all sides."""

    app: FastAPI
    settings: EvaluationSettings
    pool: asyncpg.Pool
    transactions: Transactions

    @asynccontextmanager
    async def as_(self, user: str) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://evaluation",
            headers={"authorization": f"Bearer token-of-{user}"},
        ) as client:
            yield client

    @asynccontextmanager
    async def browser_of(self, user: str) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://evaluation", headers={"accept": "text/html"}
        ) as browser:
            await submit(browser, "/bewertung/anmelden", {"user": user, "weiter": "/bewertung"})
            yield browser

    async def get(self, user: str, path: str) -> httpx.Response:
        async with self.as_(user) as client:
            return await client.get(API + path)

    async def post(self, user: str, path: str, body: Any = None) -> httpx.Response:
        async with self.as_(user) as client:
            return await client.post(API + path, json=body)

    async def delete(self, user: str, path: str) -> httpx.Response:
        async with self.as_(user) as client:
            return await client.delete(API + path)

    async def put(self, user: str, path: str, body: Any) -> httpx.Response:
        async with self.as_(user) as client:
            return await client.put(API + path, json=body)

    async def deliver(self, *items: Item) -> None:
        """Hand records to the service as its consumer would, all in one transaction."""
        consumer = handlers(self.app.state.surroundings)
        async with self.transactions.begin() as work:
            await consumer.process([accepted(item) for item in items], work)

    async def facts(self, impulse_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """What evaluation told about the impulse, in order: short type and data."""
        rows = await self.pool.fetch(
            "SELECT type, data FROM events WHERE subject = $1 ORDER BY sequence", str(impulse_id)
        )
        return [(row["type"].split(".")[3], row["data"]) for row in rows]

    async def released(self, *, track: str = "full", profile: str | None = "full", **received: Any) -> UUID:
        """A new impulse that is received and released; its texts are here."""
        impulse = impulse_records(track=track, profile=profile, **received)
        await self.deliver(*impulse.facts, *impulse.texts)
        return impulse.id

    async def case_of(self, impulse_id: UUID) -> str:
        """The newest round."""
        return str(
            await self.pool.fetchval(
                "SELECT case_id FROM cases WHERE impulse_id = $1 ORDER BY round DESC LIMIT 1", impulse_id
            )
        )

    async def claim(self, user: str, case_id: str) -> httpx.Response:
        return await self.post(user, f"/cases/{case_id}/claim", {"declaration": True})

    async def assess(self, user: str, case_id: str, assessment: dict[str, Any]) -> None:
        """Claim, save and submit; every step has to succeed."""
        claimed = await self.claim(user, case_id)
        assert claimed.status_code == 200, claimed.text
        held = {name: claimed.json()[name] for name in ("token", "draft_version")}
        saved = await self.put(user, f"/cases/{case_id}/assessment", {**held, **assessment})
        assert saved.status_code == 200, saved.text
        submission = held | {"draft_version": saved.json()["draft_version"]}
        submitted = await self.post(user, f"/cases/{case_id}/submit", submission)
        assert submitted.status_code == 204, submitted.text

    async def assessed(self, case: str = "G1", **released: Any) -> tuple[UUID, str]:
        """A case with both assessments of a worked case."""
        impulse_id = await self.released(**released)
        case_id = await self.case_of(impulse_id)
        await self.assess("ada", case_id, sheet(case, "A"))
        await self.assess("ben", case_id, sheet(case, "B"))
        return impulse_id, case_id

    async def copy_cases(self, times: int) -> None:
        """So many more published cases with the sheets of every one that there is."""
        await self.pool.execute(
            """
            WITH copies AS (
                INSERT INTO impulses (impulse_id, number) SELECT gen_random_uuid(), n::text FROM generate_series(1, $1) AS n
                RETURNING impulse_id
            ), more AS (
                INSERT INTO cases (case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile,
                    evaluators_required, due_on, result, short_class)
                SELECT copies.impulse_id, copies.impulse_id, 1, 'published', catalogue_id, catalogue_version, track, profile,
                    evaluators_required, due_on, result, short_class
                FROM copies, cases
                RETURNING case_id
            )
            INSERT INTO seats (case_id, evaluator, unit, token, expires_at, state, ratings, exclusions)
            SELECT more.case_id, evaluator, unit, token, expires_at, state, ratings, exclusions
            FROM more, seats
            """,
            times,
        )


@dataclass(frozen=True)
class ImpulseRecords:
    """What ideas tells about one released impulse."""

    id: UUID
    facts: Sequence[Fact]
    texts: Sequence[tuple[TextTopic, Text]]


def impulse_records(
    *,
    track: str = "full",
    profile: str | None = "full",
    title: str = "Trinkbrunnen am Marktplatz",
    field_of_action: str | None = None,
    matter: Mapping[str, Any] | None = None,
    **received: Any,
) -> ImpulseRecords:
    """`matter` has what decision routes look at beside the origin: amounts, motion, subjects, unit."""
    impulse_id = uuid7()
    text = new_text(impulse_id, "impulse", title=title, body="Im Sommer fehlt Trinkwasser in der Innenstadt.")
    case_sheet = new_text(impulse_id, "case_sheet", body="Ein Brunnen, einmalig 15.000 Euro.")
    fields = {"number": "2026-0412", "visibility": "public", "origin": "citizens", **received}
    return ImpulseRecords(
        impulse_id,
        [
            ImpulseReceived(impulse_id=impulse_id, channel="form", received_on=date(2026, 3, 2), **fields),
            ImpulseReleased.model_validate(
                {
                    "impulse_id": impulse_id,
                    "text": text.ref,
                    "case_sheet": case_sheet.ref,
                    "track": track,
                    "track_reason": "usual",
                    "profile": profile,
                    "field_of_action": field_of_action,
                    **(matter or {}),
                }
            ),
        ],
        [(TextTopic.IMPULSE_TEXTS, text), (TextTopic.IMPULSE_CASE_TEXTS, case_sheet)],
    )


def accepted(item: Item) -> Accepted:
    """A record as a consumer hands it to the handlers."""
    event = item if isinstance(item, Fact) else item[1]
    topic = item.topic if isinstance(item, Fact) else item[0]
    kind = item.event_type if isinstance(item, Fact) else "de.impulswerk.text.published.v1"
    envelope = Envelope(id=str(uuid7()), type=kind, source="/impulswerk/ideas", subject=str(uuid7()), time=NOW)
    if isinstance(event, ErasedText):
        key = text_key(event.impulse_id, event.text_id).encode()
        erasure = envelope._replace(text_version=event.text_version)
        return Accepted(Record(topic, 0, 0, key, None, (), 0), erasure, None)
    return Accepted(Record(topic, 0, 0, b"key", b"{}", (), 0), envelope, event.data())


async def submit(
    browser: httpx.AsyncClient, path: str, fields: dict[str, str], page: str | None = None
) -> httpx.Response:
    """Send a form as a browser would: with the hidden token of the page it stands on."""
    shown = await browser.get(page or path)
    token = shown.text.split('name="form_token" value="', 1)[1].split('"', 1)[0]
    return await browser.post(path, data={**fields, "form_token": token})


@asynccontextmanager
async def desk(settings: Settings, folder: Path, **more: Any) -> AsyncIterator[Desk]:
    """Evaluation on the database of the settings."""
    sign_ins = folder / "sign-ins.json"
    sign_ins.write_text(
        json.dumps(
            [
                {
                    "role": role,
                    "user": user,
                    "name": user.title(),
                    "unit": unit,
                    "token": f"token-of-{user}",
                    "for_every_unit": user in FOR_EVERY_UNIT,
                }
                for user, (role, unit) in PEOPLE.items()
            ]
        )
    )
    chosen = {"demo_sign_ins": sign_ins, "short_cases_checked": 0} | more
    own = EvaluationSettings.model_validate(settings.model_dump() | chosen)
    surroundings = surroundings_from(own)
    await activate_configured_catalogue(own, surroundings)
    pool = await open_pool(own)

    app = application(own)
    app.state.transactions = Transactions(pool, "evaluation", wake=lambda: None)
    try:
        yield Desk(app, own, pool, app.state.transactions)
    finally:
        await pool.close()
