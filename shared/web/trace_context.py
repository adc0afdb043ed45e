"""Every request starts or continues a trace, which goes on in the facts it causes."""

from opentelemetry.trace import Span, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime.tracing import continue_trace, span
from shared.web.measured import method_of, route_of


class TraceContext:
    """Takes over the request's `traceparent` (W3C Trace Context), or starts a trace of its own; its span is the server's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on within its trace; each request has a task and so a context of its own."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"traceparent")
        continue_trace(None if given is None else given.decode("latin-1"))
        method = method_of(scope)
        with span(method, "server", {"http.request.method": method}) as recorded:
            if recorded is None:
                await self._app(scope, receive, send)
            else:
                await self._watch(recorded, scope, receive, send)

    async def _watch(self, recorded: Span, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                recorded.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= 500:
                    recorded.set_status(Status(StatusCode.ERROR))
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            # The template of the route, never the address: that may hold a word that somebody typed.
            recorded.update_name(f"{method_of(scope)} {route_of(scope)}")
            recorded.set_attribute("http.route", route_of(scope))
