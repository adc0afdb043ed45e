"""Counts and times every request, by the template of its route."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.metrics import REQUESTS

UNKNOWN = "unknown"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """Observes each request once its answer is complete, or has broken off."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and takes the time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:
            REQUESTS.labels(method_of(scope), route_of(scope), str(status)).observe(perf_counter() - started)


def route_of(scope: Scope) -> str:
    """The template of the route that took the request (`/impulse/{reference}`), or `unknown`."""
    path: str = getattr(scope.get("route"), "path", UNKNOWN)
    return path


def method_of(scope: Scope) -> str:
    """The method; one that somebody made up would be a label of their choice."""
    return scope["method"] if scope["method"] in METHODS else UNKNOWN
