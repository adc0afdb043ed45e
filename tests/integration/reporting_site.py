"""Reporting's application on a real database, its views filled by the projector without Kafka between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from services.reporting.main import application
from services.reporting.projector import Projector
from services.reporting.storage import LIVE, MIGRATIONS, ensure_live_views, search_path
from shared.contracts.facts import DecisionPublished
from shared.contracts.texts import new_text
from shared.messaging.service import prepare_database
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings, secret_bytes
from shared.web.preview import seal
from tests.histories import History, accepted
from tests.unit.reporting_pages.stories import CATALOGUE_ID, CATALOGUE_VERSION, Story

BROWSER = {"Accept": "text/html"}
REASONS = "Vertraulich bis zur Veröffentlichung."
"""Of the decision that the preview shows."""


@dataclass(frozen=True, slots=True)
class Site:
    """The application, somebody who calls it, and its database."""

    app: FastAPI
    caller: httpx.AsyncClient
    pool: asyncpg.Pool

    async def project(self, history: History, since: int = 0) -> None:
        """Fold a history into the views, as the consumer does, from the record with this position on."""
        async with self.pool.acquire() as connection, connection.transaction():
            work = UnitOfWork(connection, "reporting", datetime.now(UTC))  # type: ignore[arg-type]
            await Projector().process(accepted(history.records()[since:]), work)

    async def set_clock(self, at: datetime) -> None:
        """From now on it is this time, as sample mode sets the clock of a database."""
        await self.pool.execute(
            "CREATE OR REPLACE FUNCTION public.service_now() RETURNS timestamptz "
            f"LANGUAGE sql STABLE RETURN timestamptz '{at.isoformat()}'"
        )

    async def page(self, path: str) -> str:
        """A page that must be there."""
        answer = await self.caller.get(path, headers=BROWSER)
        assert answer.status_code == 200, answer.text
        return answer.text


@asynccontextmanager
async def reporting_site(settings: Settings) -> AsyncIterator[Site]:
    """Empty views in the database of these settings."""
    await prepare_database(settings, *MIGRATIONS)
    connection = await connect(settings)
    try:
        await ensure_live_views(connection)
    finally:
        await connection.close()
    pool = await open_pool(settings, search_path(LIVE))
    app = application(settings)
    app.state.pool = pool
    app.state.views.trusted_seconds = 0  # nothing is trusted without asking the database
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://reporting.test") as caller:
            yield Site(app, caller, pool)
    finally:
        await pool.close()


def previewed_form(site: Site, story: Story, **changes: Any) -> dict[str, str]:
    """The form that evaluation renders, with a decision about this impulse."""
    now = datetime.now(UTC)
    reasons = new_text(story.id, "decision_reasons", body=REASONS)
    fact = DecisionPublished(
        impulse_id=story.id,
        case_id=story.case_id,
        round=1,
        decision="rejected",
        deviation=False,
        reasons=reasons.ref,
        evaluators=2,
        units=("klima-umwelt", "stadtplanung"),
        catalogue_id=CATALOGUE_ID,
        catalogue_version=CATALOGUE_VERSION,
        track="full",
    )
    given: dict[str, Any] = {
        "key": secret_bytes(site.app.state.settings.secrets.preview),
        "impulse_id": story.id,
        "event_type": fact.event_type,
        "data": fact.data(),
        "time": now,
        "texts": [reasons.data()],
        "valid_until": now + timedelta(hours=1),
    }
    return asdict(seal(**(given | changes)))
