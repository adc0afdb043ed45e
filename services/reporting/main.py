"""Wires the service: views from the topics, public pages and API."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware

from services.reporting import api
from services.reporting.cross_origin import CrossOrigin
from services.reporting.downloads import DownloadsAtOnce
from services.reporting.errors import (
    CatalogueUnknown,
    CursorBroken,
    DataSetUnknown,
    FieldUnknown,
    FilterUnknown,
    GoalUnknown,
    ImpulseUnknown,
    KpiUnknown,
    ListUnknown,
    SitemapPartUnknown,
    StateUnknown,
    YearUnknown,
)
from services.reporting.gazetteer import Gazetteer
from services.reporting.legal import load_legal
from services.reporting.open_data.data_sets import FOLDER, STREAMED
from services.reporting.open_data.publication import load_publication
from services.reporting.pages import (
    data_files,
    facts_download,
    feeds,
    fields_of_action,
    for_programs,
    fragments,
    goals,
    impulse,
    impulse_files,
    impulses,
    kpis,
    legal,
    method,
    money,
    open_data,
    overview,
    preview,
    report,
    search_engines,
    standing_lists,
    states,
    structured_data,
    sustainability,
    trialog,
    year_report,
)
from services.reporting.pages.not_found import with_ways_on
from services.reporting.pages.search_engines import page_paths
from services.reporting.place import Place, Places, only_today
from services.reporting.queries.connection import known_place
from services.reporting.queries.projection_version import ProjectionVersion
from services.reporting.storage import SERVICE, reporting_core
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.runtime.city import load_city
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from shared.translation import N_
from shared.web.answer_cache import AnswerCache
from shared.web.app import create_app
from shared.web.pages import NavigationItem
from shared.web.running_core import RunningCore
from shared.web.server import serve

SMALLEST_COMPRESSED = 1_000
COMPRESSION_LEVEL = 5
PAGES = (
    overview,
    impulses,
    impulse,
    report,
    goals,
    fields_of_action,
    trialog,
    sustainability,
    money,
    kpis,
    year_report,
    standing_lists,
    method,
)
"""Modules of pages that show the views; each has a `router`. In a state of an earlier day they stand, too."""
PAGES_OF_TODAY = (preview, open_data, legal, for_programs, states)
"""Modules of pages that stand once."""
DOCUMENTS = (feeds, fragments, structured_data, search_engines, facts_download, data_files)
"""Modules of what programs fetch, of today, too."""
REFUSALS = (
    404,
    ImpulseUnknown,
    CatalogueUnknown,
    DataSetUnknown,
    FieldUnknown,
    GoalUnknown,
    KpiUnknown,
    YearUnknown,
    ListUnknown,
    StateUnknown,
    SitemapPartUnknown,
    FilterUnknown,
    CursorBroken,
)
"""What a page with ways on answers."""
TOO_LARGE = frozenset({DOWNLOAD_PATH, impulse_files.CSV_PATH, *STREAMED})
"""The addresses whose answers are not kept: they are as long as the list, or longer."""
_TOO_LARGE_ENDS = tuple(TOO_LARGE)


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
        routers=[_below(known_place, api, impulse_files, *PAGES), _below(only_today, *PAGES_OF_TODAY, *DOCUMENTS)],
        live=running.live,
        ready=running.ready,
        lifespan=running.lifespan,
        templates=Path(__file__).parent / "templates",
        navigation=[
            NavigationItem(N_("Übersicht"), "/"),
            NavigationItem(N_("Impulse"), "/impulse"),
            NavigationItem(N_("Bericht"), "/bericht"),
            NavigationItem(N_("Methode"), "/methode"),
            NavigationItem(N_("Daten"), FOLDER),
            NavigationItem(N_("Einreichen"), f"{links}/einreichen"),
            NavigationItem(N_("Mein Impuls"), f"{links}/mein-impuls"),
        ],
    )
    city = app.state.city = load_city(settings.city)
    app.state.gazetteer = Gazetteer.of(city)
    app.state.page_paths = page_paths((each.router for each in (*PAGES, *PAGES_OF_TODAY)), city)
    app.state.legal = load_legal(settings.city)
    app.state.publication = load_publication(settings.city)
    app.state.downloads = DownloadsAtOnce(settings.database_pool)
    for refused in REFUSALS:
        app.add_exception_handler(refused, with_ways_on)
    app.add_middleware(CrossOrigin)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION_LEVEL)
    app.add_middleware(Places)
    app.state.views = ProjectionVersion(lambda: app.state.pool)
    app.add_middleware(AnswerCache, data=app.state.views, too_large=_is_too_large)
    return app


def _is_too_large(path: str) -> bool:
    # Asked of every request, also of those that are answered from what is kept: the place is looked for where it can matter.
    return path.endswith(_TOO_LARGE_ENDS) and path.removeprefix(Place.of(path).prefix) in TOO_LARGE


def _below(rule: Callable[[Request], Awaitable[None]], *modules: ModuleType) -> APIRouter:
    """The routes of these modules, each behind the rule of places."""
    router = APIRouter(dependencies=[Depends(rule)])
    for each in modules:
        router.include_router(each.router)
    return router
