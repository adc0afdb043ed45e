"""Wires the service: views from the topics, public pages and API."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware

from services.reporting import api, pages
from services.reporting.cross_origin import CrossOrigin
from services.reporting.errors import CatalogueUnknown, ImpulseUnknown
from services.reporting.legal import load_legal
from services.reporting.storage import SERVICE, reporting_core
from shared.messaging.service import EventCore
from shared.runtime.city import load_city
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from shared.web.app import Lifespan, create_app
from shared.web.pages import NavigationItem, wants_page
from shared.web.problems import answer
from shared.web.server import http_server

SMALLEST_COMPRESSED = 1_000
COMPRESSION_LEVEL = 5


def run(port: int, host: str) -> None:
    """Serve until the process is told to stop."""
    settings = Settings(host=host)
    configure_logging(settings, SERVICE)
    server = http_server(application(settings, running_core), host=host, port=port)
    server.run()
    if not server.started:
        sys.exit(1)


@asynccontextmanager
async def running_core(app: FastAPI) -> AsyncIterator[None]:
    """Keep the views up to date as long as the application serves."""
    async with reporting_core(app.state.settings) as core:
        app.state.core = core
        app.state.pool = core.pool
        yield


def application(settings: Settings, lifespan: Lifespan | None = None) -> FastAPI:
    """The application; without a lifespan somebody else puts `core` and `pool` on its state.

    Raises: CityDataError when the city's data or one of its legal pages cannot be used.
    """
    links = settings.links_ideas.rstrip("/")
    app = create_app(
        title="Impulswerk",
        service=SERVICE,
        settings=settings,
        routers=[api.router, pages.router],
        live=lambda: _core(app).live(),
        ready=lambda: _core(app).ready(),
        lifespan=lifespan,
        templates=Path(__file__).parent / "templates",
        navigation=[
            NavigationItem("Übersicht", "/"),
            NavigationItem("Impulse", "/impulse"),
            NavigationItem("Methode", "/methode"),
            NavigationItem("Einreichen", f"{links}/einreichen"),
            NavigationItem("Mein Impuls", f"{links}/mein-impuls"),
        ],
    )
    app.state.settings = settings
    app.state.city = load_city(settings.city)
    app.state.legal = load_legal(settings.city)
    for unknown in (404, ImpulseUnknown, CatalogueUnknown):
        app.add_exception_handler(unknown, _not_found)
    app.add_middleware(CrossOrigin)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION_LEVEL)
    return app


async def _not_found(request: Request, error: Exception) -> Response:
    if wants_page(request):
        return pages.not_found(request, error)
    return await answer(request, error)


def _core(app: FastAPI) -> EventCore:
    core: EventCore = app.state.core
    return core
