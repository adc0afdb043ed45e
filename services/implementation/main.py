"""Puts the service together."""

from pathlib import Path

from fastapi import FastAPI

from services.implementation import api, pages
from services.implementation.consumers import implementation_handlers
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, event_core
from shared.runtime.city import load_city
from shared.runtime.logging import configure_logging
from shared.runtime.migrations import Migrations
from shared.runtime.settings import Settings
from shared.web.app import create_app
from shared.web.checkpoint_lists import checkpoint_lists
from shared.web.desks import desk_navigation
from shared.web.pages import NavigationItem
from shared.web.running_core import RunningCore
from shared.web.server import serve

_HERE = Path(__file__).parent
MIGRATIONS = (JOURNAL, CONSUMER, TEXTS, Migrations("implementation", _HERE / "migrations"))


def application(settings: Settings) -> FastAPI:
    """The service; its relay and its consumer run as long as the app's lifespan does."""
    handlers = implementation_handlers()
    running = RunningCore(lambda: event_core("implementation", settings, handlers, handlers.topics, MIGRATIONS))
    app = create_app(
        title="Umsetzung",
        service="implementation",
        settings=settings,
        routers=[checkpoint_lists("implementation"), api.router, pages.router],
        live=running.live,
        ready=running.ready,
        lifespan=running.lifespan,
        templates=_HERE / "templates",
        navigation=[
            NavigationItem("Öffentliche Seiten", settings.links_reporting.rstrip("/") + "/"),
            *desk_navigation(settings, "implementation"),
        ],
        desk=pages.DESK,
    )
    app.state.city = load_city(settings.city)
    return app


def run(port: int, host: str) -> None:
    """Serve until the process is told to stop; settings come from the environment."""
    settings = Settings(host=host)
    configure_logging(settings, "implementation")
    serve(application(settings), host=host, port=port)
