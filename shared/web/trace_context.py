"""Every request starts or continues a trace, which goes on in the facts it causes."""

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.runtime.tracing import continue_trace


class TraceContext:
    """Takes over the request's `traceparent` (W3C Trace Context), or starts a trace of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on within its trace; each request has a task and so a context of its own."""
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"traceparent")
            continue_trace(None if given is None else given.decode("latin-1"))
        await self._app(scope, receive, send)
