"""Lets pages of other sites read what is made for programs: it needs no sign-in and sets no cookie, so nothing can be stolen."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.access import API_PREFIX
from shared.web.root_path import path_below_root

_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_OPEN: Final = (".atom", ".csv", ".json", ".jsonl", ".jsonl.gz", ".jsonld", ".ttl", "/fragment")
"""How addresses outside the API end that other sites may read; all that are made for people stay closed."""


class CrossOrigin:
    """Adds the headers of CORS to every answer below /api/, to feeds, open data, fragments and the like, errors included.

    Browsers ask for a kept answer again with its tag by themselves; nothing here needs a request that they ask about first.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the headers of its answer."""
        if scope["type"] != "http" or not _is_open(path_below_root(scope)):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_open(path: str) -> bool:
    return path.startswith(API_PREFIX) or path.endswith(_OPEN)
