"""Below which prefix of reporting's addresses a request asks: today's pages stand below none."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from services.reporting.errors import StateUnknown
from shared.web.root_path import path_below_root

STATES: Final = "/stand"
"""The list of states; each stands below it by its day."""

_OF_A_STATE: Final = re.compile(STATES + r"/(\d{4}-\d{2}-\d{2})(?=/|$)")
_LINK: Final = re.compile(rb'( (?:href|action)=")(/(?!/)[^"]*)"')
_ONCE: Final = re.compile(
    rb"/(?:static|stand|daten|barriere-melden|barrierefreiheit|datenschutz|impressum|leichte-sprache|gebaerdensprache)"
    rb"(?:[/?#]|$)|/api(?:[?#]|$)|[^?#]*(?:\.atom|\.jsonld|/fragment|/openapi\.json|/robots\.txt|/sitemap\.xml)(?:[?#]|$)"
)
"""Addresses of what stands at one place only."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a whole set of pages; with a day they show the state of its end."""

    day: date | None = None

    @classmethod
    def of(cls, path: str) -> Self:
        """The place of an address; what only looks like a prefix is none."""
        found = _OF_A_STATE.match(path)
        if found is None:
            return cls()
        try:
            return cls(date.fromisoformat(found[1]))
        except ValueError:
            return cls()

    @property
    def prefix(self) -> str:
        """How its addresses begin, without a slash at the end."""
        return "" if self.day is None else f"{STATES}/{self.day.isoformat()}"

    def links_below(self, html: bytes) -> bytes:
        """The page with its links to pages of ours leading to the same ones at this place."""
        prefix = self.prefix.encode()
        return _LINK.sub(lambda link: link[0] if _ONCE.match(link[2]) else link[1] + prefix + link[2] + b'"', html)


class Places:
    """Tells each request its place, and lets the routes see the address below the prefix.

    A place can only be read: whatever else is sent there finds no route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its place."""
        if scope["type"] == "http":
            readable = scope["method"] in ("GET", "HEAD")
            place = Place.of(path_below_root(scope)) if readable else Place()
            # In the scope itself: those outside look there for the route.
            scope["root_path"] = scope.get("root_path", "") + place.prefix
            scope["state"] = {**scope.get("state", {}), "place": place}
        await self._app(scope, receive, send)


async def only_today(request: Request) -> None:
    """Refuse what stands once at the place of a state. Raises: StateUnknown."""
    if place_of(request).day is not None:
        raise StateUnknown


def place_of(request: Request) -> Place:
    """The place at which a request asks."""
    place: Place = request.state.place
    return place
