"""Wires the service that takes up impulses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.ideas import api, appeal_api, appeal_desk, desk, pages, query_api, query_desk, status_pages
from services.ideas.commands.submit_impulses import SubmitImpulse, submit_impulses
from services.ideas.consumers import ideas_handlers
from services.ideas.duties import duties, keep_doing
from services.ideas.news import keep_sending
from services.ideas.setup import Setup
from shared.messaging.group_commit import GroupCommit
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.logging import configure_logging
from shared.runtime.mail import check_mail_settings
from shared.runtime.migrations import Migrations
from shared.runtime.settings import Settings
from shared.web.app import create_app
from shared.web.checkpoint_lists import checkpoint_lists
from shared.web.desks import desk_navigation
from shared.web.pages import NavigationItem
from shared.web.running_core import RunningCore
from shared.web.server import serve

_HERE = Path(__file__).parent
MIGRATIONS = (JOURNAL, CONSUMER, TEXTS, Migrations("ideas", _HERE / "migrations"))


def ideas_app(settings: Settings) -> FastAPI:
    """The application; relay and consumer run while its lifespan lasts.

    Raises: CityDataError, OSError or ValueError when keys or city cannot be read, MailNotConfigured.
    """
    check_mail_settings(settings)
    setup = Setup.of(settings)
    handlers = ideas_handlers(setup)

    @asynccontextmanager
    async def open_core() -> AsyncIterator[EventCore]:
        async with event_core("ideas", settings, handlers, handlers.topics, MIGRATIONS) as core:
            at_work = [
                asyncio.create_task(keep_doing(duty, core.transactions), name=duty.name) for duty in duties(setup)
            ]
            if setup.sends_mail:
                at_work.append(asyncio.create_task(keep_sending(core.transactions, setup, settings), name="send news"))
            try:
                yield replace(core, tasks=[*core.tasks, *at_work])
            finally:
                for task in at_work:
                    task.cancel()
                await asyncio.gather(*at_work, return_exceptions=True)

    running = RunningCore(open_core)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running.lifespan(app):
            app.state.submissions = submissions(app.state.transactions, setup, settings.statement_seconds)
            yield

    public_pages = settings.links_reporting.rstrip("/")
    app = create_app(
        title="Impulse",
        service="ideas",
        settings=settings,
        # Before the pages of impulses, whose addresses would take its own for an impulse.
        routers=[
            checkpoint_lists("ideas"),
            api.router,
            query_api.router,
            appeal_api.router,
            pages.router,
            status_pages.router,
            query_desk.router,
            appeal_desk.router,
            desk.router,
        ],
        live=running.live,
        ready=running.ready,
        lifespan=lifespan,
        templates=_HERE / "templates",
        navigation=[
            NavigationItem("Übersicht", f"{public_pages}/"),
            NavigationItem("Impulse", f"{public_pages}/impulse"),
            NavigationItem("Methode", f"{public_pages}/methode"),
            NavigationItem("Einreichen", "/einreichen"),
            NavigationItem("Mein Impuls", "/mein-impuls"),
            *desk_navigation(settings, "ideas"),
        ],
        desk=desk.DESK,
    )
    app.state.setup = setup
    app.state.status_url = settings.links_ideas.rstrip("/") + "/mein-impuls"
    return app


def submissions(transactions: Transactions, setup: Setup, deadline_seconds: float) -> GroupCommit[SubmitImpulse]:
    """Takes up what is handed in at the same time in one transaction."""

    async def submit(commands: Sequence[SubmitImpulse], work: UnitOfWork) -> list[dict[str, Any]]:
        receipts = await submit_impulses(commands, work, setup.keys)
        return [{"id": str(receipt.id), "number": receipt.number} for receipt in receipts]

    return GroupCommit(transactions, submit, deadline_seconds=deadline_seconds)


def run(port: int, host: str) -> None:
    """Serve until stopped."""
    settings = Settings(host=host)
    configure_logging(settings, "ideas")
    serve(ideas_app(settings), host=host, port=port)
