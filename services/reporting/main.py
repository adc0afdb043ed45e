"""Wires the service: views from the topics, public pages and API."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from services.reporting import api
from services.reporting.cross_origin import CrossOrigin
from services.reporting.errors import (
    CatalogueUnknown,
    CursorBroken,
    FieldUnknown,
    FilterUnknown,
    GoalUnknown,
    ImpulseUnknown,
    ListUnknown,
    SitemapPartUnknown,
)
from services.reporting.gazetteer import Gazetteer
from services.reporting.legal import load_legal
from services.reporting.pages import (
    facts_download,
    feeds,
    for_programs,
    fragments,
    impulse,
    impulses,
    legal,
    method,
    overview,
    preview,
    search_engines,
    standing_lists,
    structured_data,
)
from services.reporting.pages.not_found import with_ways_on
from services.reporting.pages.search_engines import page_paths
from services.reporting.queries.projection_version import ProjectionVersion
from services.reporting.storage import SERVICE, reporting_core
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.runtime.city import load_city
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from shared.web.answer_cache import AnswerCache
from shared.web.app import create_app
from shared.web.pages import NavigationItem
from shared.web.running_core import RunningCore
from shared.web.server import serve

SMALLEST_COMPRESSED = 1_000
COMPRESSION_LEVEL = 5
PAGES = (overview, impulses, impulse, preview, standing_lists, method, legal, for_programs)
"""Modules of pages; each has a `router`."""
DOCUMENTS = (feeds, fragments, structured_data, search_engines, facts_download)
"""Modules of what programs fetch; each has a `router`."""
REFUSALS = (
    404,
    ImpulseUnknown,
    CatalogueUnknown,
    FieldUnknown,
    GoalUnknown,
    ListUnknown,
    SitemapPartUnknown,
    FilterUnknown,
    CursorBroken,
)
"""What a page with ways on answers."""


def run(port: int, host: str) -> None:
    """Serve until the process is told to stop."""
    settings = Settings(host=host)
    configure_logging(settings, SERVICE)
    serve(application(settings), host=host, port=port)


def application(settings: Settings) -> FastAPI:
    """The application; the views are kept up to date as long as it serves.

    Raises: CityDataError when the city's data or one of its legal pages cannot be used.
    """
    running = RunningCore(lambda: reporting_core(settings))
    links = settings.links_ideas.rstrip("/")
    app = create_app(
        title="Impulswerk",
        service=SERVICE,
        settings=settings,
        routers=[api.router, *(each.router for each in (*PAGES, *DOCUMENTS))],
        live=running.live,
        ready=running.ready,
        lifespan=running.lifespan,
        templates=Path(__file__).parent / "templates",
        navigation=[
            NavigationItem("Übersicht", "/"),
            NavigationItem("Impulse", "/impulse"),
            NavigationItem("Methode", "/methode"),
            NavigationItem("Einreichen", f"{links}/einreichen"),
            NavigationItem("Mein Impuls", f"{links}/mein-impuls"),
        ],
    )
    city = app.state.city = load_city(settings.city)
    app.state.gazetteer = Gazetteer.of(city)
    app.state.page_paths = page_paths((each.router for each in PAGES), city)
    app.state.legal = load_legal(settings.city)
    for refused in REFUSALS:
        app.add_exception_handler(refused, with_ways_on)
    app.add_middleware(CrossOrigin)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION_LEVEL)
    app.state.views = ProjectionVersion(lambda: app.state.pool)
    app.add_middleware(AnswerCache, data=app.state.views, too_large={DOWNLOAD_PATH})
    return app
