"""Every error becomes one answer: problem+json (RFC 9457) for programs, a page in the layout for people."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import asyncpg
import orjson
import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.contracts.errors import DomainError
from shared.messaging.group_commit import Overloaded
from shared.web import errors
from shared.web.failure_trace import frames
from shared.web.metrics import SHED
from shared.web.pages import Pages, render, wants_page
from shared.web.validation import FieldError, field_errors

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

log = structlog.get_logger(__name__)

_BY_STATUS: dict[int, type[errors.DoorError]] = {
    400: errors.RequestMalformed,
    401: errors.SignInRequired,
    403: errors.NotAllowed,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.RequestTooLarge,
    422: errors.RequestInvalid,
}


class ProblemField(BaseModel):
    """One refused input of a request."""

    field: str = Field(description="dotted path into the request", examples=["ratings.L1.value"])
    code: str = Field(description="cause", examples=["less_than_equal"])
    detail: str = Field(description="German sentence", examples=["Bitte höchstens 2 angeben."])


class Problem(BaseModel):
    """An error as RFC 9457 describes it, with our stable code and the field it is about."""

    type: str = Field(examples=["urn:impulswerk:error:request.invalid"])
    title: str = Field(examples=["Angaben nicht gültig"])
    status: int = Field(examples=[422])
    detail: str = Field(description="German sentence for people", examples=["Bitte prüfen Sie Ihre Angaben."])
    code: str = Field(description="stable, for programs", examples=["request.invalid"])
    field: str | None = Field(None, description="the (first) input the error is about", examples=["ratings.L1.value"])
    errors: list[ProblemField] | None = Field(None, description="every refused input, if the request was not valid")


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told about an error, whoever asks."""

    code: str
    status: int
    detail: str
    field: str | None = None
    errors: tuple[FieldError, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One row of the list of errors: code, HTTP status, what it means."""

    code: str
    status: int
    meaning: str


def describe(error: Exception) -> Failure:
    """What to tell about an exception; of one that nobody foresaw, nothing."""
    match error:
        case DomainError():
            return _of_domain(error)
        case RequestValidationError():
            found = field_errors(error.errors())
            refused = errors.RequestInvalid(field=found[0].field if found else None)
            return Failure(refused.code, refused.status, refused.detail, refused.field, found)
        case HTTPException():
            otherwise = errors.InternalFailure if error.status_code >= 500 else errors.RequestMalformed
            kind = _BY_STATUS.get(error.status_code, otherwise)
            return Failure(kind.code, error.status_code, kind().detail, headers=tuple((error.headers or {}).items()))
        case ClientDisconnect():
            return _of_domain(errors.RequestMalformed())
        case _ if is_database_unavailable(error):
            return _of_domain(errors.DatabaseUnavailable())
        case _:
            return _of_domain(errors.InternalFailure())


def is_database_unavailable(error: Exception) -> bool:
    """Whether the database is away or too slow, so that the same request may succeed later.

    asyncpg has one InterfaceError for a closed connection or pool, which passes, and for wrong use, which is our fault.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return "clos" in str(error)
    return isinstance(
        error,
        (
            TimeoutError,
            ConnectionError,
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,  # stopping, starting, or a statement took too long
            asyncpg.InsufficientResourcesError,  # no connection left, or the disk is full
            asyncpg.PostgresSystemError,
            asyncpg.ReadOnlySQLTransactionError,  # this is not the primary
            asyncpg.InternalClientError,  # the connection was lost in the moment of the call
        ),
    )


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that ended in an error."""
    failure = describe(error)
    if failure.code in (Overloaded.code, errors.TooManyAtOnce.code):
        SHED.labels(failure.code).inc()
    if failure.status >= 500 and not isinstance(error, Overloaded):  # of those there are too many to write about each
        _write_log(request, failure, error)
    if wants_page(request):
        # A person does not know our ids: an address with a broken one is an address where nothing is.
        return _page(request, describe(errors.NotFound()) if _breaks_the_path(error) else failure)
    content: dict[str, Any] = {
        "type": f"urn:impulswerk:error:{failure.code}",
        "title": errors.title_of(failure.status),
        "status": failure.status,
        "detail": failure.detail,
        "code": failure.code,
    }
    if failure.field is not None:
        content["field"] = failure.field
    if failure.errors:
        content["errors"] = [asdict(found) for found in failure.errors]
    return Response(orjson.dumps(content), failure.status, dict(failure.headers), MEDIA_TYPE)


class Failures:
    """Answers what no handler inside has answered, so that nothing reaches the server as a bare 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and answers for it if it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            request = Request(scope, receive)
            if started:
                _write_log(request, describe(error), error)
                # The server closes the connection, so that nobody takes half an answer for a whole one.
                raise ConnectionAbortedError("the answer broke off") from None
            response = await answer(request, error)
            await response(scope, receive, send)


def error_catalogue() -> list[ErrorRow]:
    """Every error that the imported code can answer with, sorted by code; the list in docs is made from it."""
    rows = {
        ErrorRow(kind.code, kind.status, (kind.__doc__ or "").strip().splitlines()[0])
        for kind in _subclasses(DomainError)
        if "code" in vars(kind)
    }
    return sorted(rows, key=lambda row: row.code)


def _of_domain(error: DomainError) -> Failure:
    headers: tuple[tuple[str, str], ...] = ()
    if error.status in {429, 503}:
        headers = (("Retry-After", str(RETRY_AFTER_SECONDS)),)
    elif error.status == 401:
        headers = (("WWW-Authenticate", 'Bearer realm="impulswerk"'),)
    return Failure(error.code, error.status, error.detail, error.field, headers=headers)


def _page(request: Request, failure: Failure) -> Response:
    pages: Pages = request.app.state.pages
    desk = pages.site.desk
    if failure.status == 401 and desk is not None and request.method in {"GET", "HEAD"}:
        target = request.url.replace(scheme="", netloc="", path=f"{desk}/anmelden", query="")
        return RedirectResponse(str(target.include_query_params(weiter=request.url.path)), 303)
    return render(
        request,
        "error.html",
        status_code=failure.status,
        headers={name: value for name, value in failure.headers if name != "WWW-Authenticate"},
        heading=errors.HEADINGS.get(failure.code, errors.title_of(failure.status)),
        failure=failure,
    )


def _breaks_the_path(error: Exception) -> bool:
    return isinstance(error, RequestValidationError) and any(each["loc"][0] == "path" for each in error.errors())


def _write_log(request: Request, failure: Failure, error: Exception) -> None:
    # No message and no address: both may hold what a person wrote. The route's template and the frames find the place.
    route = request.scope.get("route")
    details = {
        "code": failure.code,
        "method": request.method,
        "route": getattr(route, "path", None),
        "error": type(error).__qualname__,
        "frames": frames(error),
    }
    if failure.code == errors.InternalFailure.code:
        log.error("request.failed", **details)
    else:
        log.warning("request.unavailable", **details)
    log.debug("request.failed.message", message=str(error))


def _subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
