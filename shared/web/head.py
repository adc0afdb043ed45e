"""HEAD for every address that answers GET (RFC 9110, 9.3.2); FastAPI registers GET alone."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = "impulswerk.head"


def asks_for_headers_only(scope: Scope) -> bool:
    """Whether the body of the answer will be dropped, so that what is long in the making need not be made."""
    return bool(scope.get(_HEAD))


class HeadRequests:
    """Answers HEAD with the headers of GET and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on as GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server itself must still see HEAD, so that it expects no body.
        as_get = {**scope, "method": "GET", _HEAD: True}
        await self._app(as_get, receive, send_without_body)
        scope["route"] = as_get.get("route")  # for those outside, who count by route
