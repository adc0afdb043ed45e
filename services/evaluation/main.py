"""Wires evaluation together: settings, event core, catalogue, doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request

from services.evaluation.api import bulk_decisions as bulk_api
from services.evaluation.api import case_sheet as case_sheet_api
from services.evaluation.api import cases as case_api
from services.evaluation.api import course as course_api
from services.evaluation.api import deadlines as deadlines_api
from services.evaluation.api import decisions as decision_api
from services.evaluation.api import documents as documents_api
from services.evaluation.api import drafts as drafts_api
from services.evaluation.api import query as query_api
from services.evaluation.api import session_papers as session_papers_api
from services.evaluation.api import sessions as sessions_api
from services.evaluation.api import similar_cases as similar_cases_api
from services.evaluation.api import statements as statements_api
from services.evaluation.bulk_work import keep_carrying_on
from services.evaluation.catalogue_files import read_catalogue_file
from services.evaluation.catalogues import Catalogues, activate_at_start
from services.evaluation.commands.remember_staff import remember_staff
from services.evaluation.consumers import handlers
from services.evaluation.decision_routes_file import load_decision_routes
from services.evaluation.domain.errors import AssessmentRefused, DraftOutdated
from services.evaluation.domain.people import Keys
from services.evaluation.duties import keep_duties
from services.evaluation.pages import absence as absence_pages
from services.evaluation.pages import agenda as agenda_pages
from services.evaluation.pages import agenda_items as agenda_item_pages
from services.evaluation.pages import bulk_decisions as bulk_pages
from services.evaluation.pages import case_sheet as case_sheet_pages
from services.evaluation.pages import cases as case_pages
from services.evaluation.pages import catalogue as catalogue_pages
from services.evaluation.pages import course as course_pages
from services.evaluation.pages import deadlines as deadlines_pages
from services.evaluation.pages import decisions as decision_pages
from services.evaluation.pages import documents as documents_pages
from services.evaluation.pages import drafts as drafts_pages
from services.evaluation.pages import postponement as postponement_pages
from services.evaluation.pages import query as query_pages
from services.evaluation.pages import routing as routing_pages
from services.evaluation.pages import session_papers as session_papers_pages
from services.evaluation.pages import sessions as sessions_pages
from services.evaluation.pages import similar_cases as similar_cases_pages
from services.evaluation.pages import statements as statements_pages
from services.evaluation.refusals import answer_outdated_draft, answer_refused_assessment
from services.evaluation.routing_file import load_routing
from services.evaluation.settings import EvaluationSettings
from services.evaluation.surroundings import Surroundings
from services.evaluation.text_templates_file import load_text_templates
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core, prepare_database
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import load_city
from shared.runtime.database import open_pool
from shared.runtime.logging import configure_logging
from shared.runtime.mail import check_mail_settings
from shared.runtime.migrations import Migrations
from shared.runtime.settings import secret_bytes
from shared.web.app import create_app
from shared.web.checkpoint_lists import checkpoint_lists
from shared.web.commands import run_command
from shared.web.desks import desk_navigation
from shared.web.pages import NavigationItem
from shared.web.running_core import RunningCore
from shared.web.server import serve
from shared.web.sign_in import Staff

HERE = Path(__file__).parent
MIGRATIONS = [JOURNAL, CONSUMER, TEXTS, Migrations("evaluation", HERE / "migrations")]

log = structlog.get_logger()


def surroundings_from(settings: EvaluationSettings) -> Surroundings:
    """The city's data and the keys. Raises: CityDataError, ValueError, OSError."""
    keys = Keys(match=secret_bytes(settings.secrets.match), pseudonym=secret_bytes(settings.secrets.pseudonym))
    city = load_city(settings.city)
    return Surroundings(
        city,
        load_routing(settings.city, city),
        load_decision_routes(settings.city, city),
        load_text_templates(settings.city),
        keys,
        Catalogues(),
        settings.short_cases_checked,
        secret_bytes(settings.secrets.preview),
    )


async def activate_configured_catalogue(settings: EvaluationSettings, surroundings: Surroundings) -> None:
    """Make sure that a catalogue is active before anything is consumed, because no case opens without one.

    Raises: what `activate_at_start` raises, OSError.
    """
    content = read_catalogue_file(settings.catalogue)
    await prepare_database(settings, *MIGRATIONS)
    pool = await open_pool(settings)
    try:
        async with Transactions(pool, "evaluation", wake=lambda: None).begin() as work:
            chosen = settings.catalogue is not None
            if await activate_at_start(content, chosen=chosen, city=surroundings.city, work=work):
                log.info("catalogue activated", file=str(settings.catalogue or "the one that comes along"))
    finally:
        await pool.close()


async def keep_staff(request: Request, person: Staff) -> None:
    """Remember who signed in."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await remember_staff(person, work)
        return {}

    await run_command(request, person.subject, run)


def application(settings: EvaluationSettings) -> FastAPI:
    """The whole service; its consumer and its relay live as long as it serves.

    Raises: CityDataError, ValueError or OSError when the city's data or the keys cannot be read; MailNotConfigured.
    """
    check_mail_settings(settings)
    surroundings = surroundings_from(settings)

    @asynccontextmanager
    async def open_core() -> AsyncIterator[EventCore]:
        await activate_configured_catalogue(settings, surroundings)
        consumer = handlers(surroundings)
        async with event_core("evaluation", settings, consumer, consumer.topics, MIGRATIONS) as core:
            duties = keep_duties(core.pool, core.transactions, surroundings, settings)
            tasks = [
                asyncio.create_task(duties, name="duties"),
                asyncio.create_task(keep_carrying_on(core.transactions, surroundings), name="bulk decisions"),
            ]
            try:
                yield replace(core, tasks=[*core.tasks, *tasks])
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    running = RunningCore(open_core)
    app = create_app(
        title="Bewertung",
        service="evaluation",
        settings=settings,
        # Before the pages of cases, whose addresses would take its own for a case.
        routers=[
            checkpoint_lists("evaluation"),
            case_api.router,
            decision_api.router,
            course_api.router,
            similar_cases_api.router,
            drafts_api.router,
            case_sheet_api.router,
            statements_api.router,
            deadlines_api.router,
            query_api.router,
            sessions_api.router,
            documents_api.router,
            session_papers_api.router,
            bulk_api.router,
            catalogue_pages.router,
            routing_pages.router,
            sessions_pages.router,
            agenda_pages.router,
            agenda_item_pages.router,
            course_pages.router,
            absence_pages.router,
            deadlines_pages.router,
            postponement_pages.router,
            similar_cases_pages.router,
            drafts_pages.router,
            case_sheet_pages.router,
            statements_pages.router,
            query_pages.router,
            documents_pages.router,
            session_papers_pages.router,
            bulk_pages.router,
            decision_pages.router,
            case_pages.router,
        ],
        forms_to=["reporting"],
        live=running.live,
        ready=running.ready,
        lifespan=running.lifespan,
        templates=HERE / "templates",
        navigation=[
            NavigationItem("Öffentliche Seiten", settings.links_reporting.rstrip("/") + "/"),
            *desk_navigation(settings, "evaluation"),
            NavigationItem("Sitzungen", sessions_pages.PAGE, frozenset({"coordinator", "decider"})),
            NavigationItem("Sammelentscheidung", bulk_pages.PAGE, frozenset({"decider"})),
            NavigationItem("Kriterienkatalog", catalogue_pages.PAGE, frozenset({"coordinator", "administrator"})),
            NavigationItem("Zuteilung", routing_pages.PAGE, frozenset({"coordinator", "administrator"})),
            NavigationItem("Fristen", deadlines_pages.PAGE, frozenset({"coordinator", "administrator"})),
            NavigationItem(
                "Abwesenheit", absence_pages.PAGE, frozenset({"evaluator", "office", "decider", "coordinator"})
            ),
        ],
        desk="/bewertung",
        signed_in=keep_staff,
    )
    app.state.surroundings = surroundings
    app.add_exception_handler(AssessmentRefused, answer_refused_assessment)
    app.add_exception_handler(DraftOutdated, answer_outdated_draft)
    return app


def run(port: int, host: str) -> None:
    """Serve until the process is told to end."""
    settings = EvaluationSettings(host=host)
    configure_logging(settings, "evaluation")
    serve(application(settings), host=host, port=port)
