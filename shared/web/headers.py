"""Security headers on every answer, errors included."""

from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy(*, scripts: bool = False, films: bool = False, forms_to: Sequence[str] = ()) -> str:
    """What a page may load: our own styles, fonts and images; scripts or films of our own if the page asks.

    Forms go to the service itself and to the origins in `forms_to`. `img-src data:` is for KERN, whose icons are masks with
    data addresses. `connect-src` lets scripts fetch; it stands on pages without scripts, too, because a browser's tools ask
    for `robots.txt` in the name of the page.
    """
    rules = [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        " ".join(("form-action 'self'", *forms_to)),
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if scripts:
        rules.insert(1, "script-src 'self'")
    if films:
        rules.append("media-src 'self'")
    return "; ".join(rules)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as a policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"


class SecurityHeaders:
    """Adds what an answer does not set itself; strict transport security outside laptop mode."""

    def __init__(self, app: ASGIApp, mode: Literal["laptop", "server"], forms_to: Sequence[str] = ()) -> None:
        self._app = app
        headers = {"Content-Security-Policy": content_security_policy(forms_to=forms_to), **_HEADERS}
        if mode == "server":
            headers["Strict-Transport-Security"] = _TWO_YEARS
        self._headers: Iterable[tuple[str, str]] = tuple(headers.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers:
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
