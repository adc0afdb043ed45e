"""One HTTP application per service: what all four have in common is put together here."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.contracts.errors import DomainError
from shared.runtime.city import load_city
from shared.runtime.settings import ServiceName, Settings
from shared.web.access import assert_every_route_has_a_rule, public
from shared.web.caching import etag_response
from shared.web.form_tokens import FormTokens
from shared.web.head import HeadRequests
from shared.web.headers import SecurityHeaders
from shared.web.health import Live, Ready, health_router
from shared.web.limits import Admission, BodyLimit, Deadline, PortalsAtOnce, RequestsAtOnce
from shared.web.measured import Measured
from shared.web.openapi import api_description
from shared.web.pages import NavigationItem, Pages
from shared.web.problems import Failures, answer
from shared.web.sign_in import SignIn
from shared.web.sign_in_pages import SignedIn, nothing_to_keep, sign_in_router
from shared.web.static_files import FOLDER as STATIC_FOLDER
from shared.web.static_files import StaticFiles, static_router
from shared.web.trace_context import TraceContext

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    title: str,
    service: ServiceName,
    settings: Settings,
    routers: Sequence[APIRouter],
    live: Live,
    ready: Ready,
    lifespan: Lifespan | None = None,
    templates: Path | None = None,
    navigation: Sequence[NavigationItem] = (),
    desk: str | None = None,
    signed_in: SignedIn = nothing_to_keep,
    forms_to: Sequence[ServiceName] = (),
    owner: str = "Stadtverwaltung",
    version: str = "1",
    static_folder: Path = STATIC_FOLDER,
) -> FastAPI:
    """The application of a service with errors, headers, limits, sign-in, pages, health and static files.

    `title` stands in the header of the pages and in the API's description. `templates` is the service's own folder,
    searched after shared/web/templates. `desk` is the first path of the staff pages (`/bewertung`), below which
    people sign in; without it no page of the service reads or sets a session cookie. `signed_in` is called with
    everybody who signs in, so that a service can keep its own table of staff. `forms_to` names the services to which forms
    of these pages may be sent besides this one.

    Raises: LookupError when a route has no access rule; ValueError when demo sign-ins are configured where they must
    not be; CityDataError when the city's data cannot be read.
    """
    sign_in = SignIn(settings, service)
    form_tokens = FormTokens(settings, service, sign_in)
    static = StaticFiles(static_folder)

    app = FastAPI(
        title=title,
        version=version,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # FastAPI's own spans and logs hold addresses with their query and the messages of errors.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.settings = settings
    app.state.sign_in = sign_in
    app.state.form_tokens = form_tokens
    app.state.requests_at_once = RequestsAtOnce(settings.requests_at_once)
    app.state.portals_at_once = PortalsAtOnce(settings.requests_per_portal)
    pages = app.state.pages = Pages(
        settings=settings,
        service=service,
        title=title,
        owner=owner,
        desk=desk,
        navigation=navigation,
        forms_to=forms_to,
        templates=templates,
        static=static,
        sign_in=sign_in,
        form_tokens=form_tokens,
    )

    app.include_router(health_router(live, ready))
    app.include_router(static_router(static))
    if desk is not None:
        unit_names = {unit.id: unit.name for unit in load_city(settings.city).units}
        app.include_router(sign_in_router(desk, sign_in, unit_names, signed_in))
    for router in routers:
        app.include_router(router)
    _describe(app)
    assert_every_route_has_a_rule(app)

    for expected in (DomainError, HTTPException, RequestValidationError):
        app.add_exception_handler(expected, answer)
    # The last one added is the outermost: headers stand on every answer, those to failures included.
    app.add_middleware(BodyLimit)
    app.add_middleware(Deadline, seconds=settings.request_deadline_seconds)
    app.add_middleware(Admission, requests=app.state.requests_at_once)
    app.add_middleware(Failures)
    app.add_middleware(HeadRequests)
    app.add_middleware(SecurityHeaders, mode=settings.mode, forms_to=pages.forms_to)
    app.add_middleware(Measured)
    app.add_middleware(TraceContext)
    return app


def _describe(app: FastAPI) -> None:
    @app.get("/openapi.json", dependencies=[public()])
    async def openapi(request: Request) -> Response:
        return etag_response(request, body, sha256(body).hexdigest()[:32], media_type="application/json")

    app.openapi_schema = api_description(app)
    body = orjson.dumps(app.openapi_schema)
