"""Below which prefix of reporting's addresses a request asks: today's German pages stand below none."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from services.reporting.errors import StateUnknown
from shared.translation import LANGUAGES, SOURCE, Language, speaking
from shared.web.root_path import path_below_root

STATES: Final = "/stand"
"""The list of states; each stands below it by its day."""

_OF_A_STATE: Final = re.compile(STATES + r"/(\d{4}-\d{2}-\d{2})(?=/|$)")
_LINK: Final = re.compile(rb'( (?:href|action)=")(/(?!/)[^"]*)"')
_GERMAN_PAGES: Final = (
    rb"static|vorschau|barriere-melden|barrierefreiheit|datenschutz|impressum|leichte-sprache|gebaerdensprache"
)
_OF_TODAY: Final = re.compile(
    rb"/(?:stand|daten|" + _GERMAN_PAGES + rb")(?:[/?#]|$)|/api(?:[?#]|$)"
    rb"|[^?#]*(?:\.atom|\.jsonld|/fragment|/openapi\.json|/robots\.txt|/sitemap\.xml)(?:[?#]|$)"
)
"""Addresses of what is in no state of an earlier day."""
_IN_GERMAN: Final = re.compile(rb"/(?:" + _GERMAN_PAGES + rb")(?:[/?#]|$)|/api/|[^?#]*(?:\.[a-z]+|/fragment)(?:[?#]|$)")
"""Addresses of what is in German only: files, feeds and pieces for programs and other sites, and what the city writes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a whole set of pages in one language; with a day they show the state of its end."""

    day: date | None = None
    language: Language = SOURCE

    @classmethod
    def of(cls, path: str) -> Self:
        """The place of an address; what only looks like a prefix is none."""
        language = next((each for each in LANGUAGES if f"{path}/".startswith(f"/{each}/")), SOURCE)
        place = cls(_day(path.removeprefix(_prefix(language))), language)
        below = path.removeprefix(place.prefix)
        return place if language == SOURCE or _is_in_other_languages(below) else cls()

    @property
    def prefix(self) -> str:
        """How its addresses begin, without a slash at the end."""
        return _prefix(self.language) + self._state

    @property
    def is_usual(self) -> bool:
        """Whether it is the one below no prefix."""
        return not self.prefix

    def links_below(self, html: bytes) -> bytes:
        """The page with its links to pages of ours leading to the same ones at this place, as far as they are there, too."""
        language, state = _prefix(self.language).encode(), self._state.encode()

        def there(link: re.Match[bytes]) -> bytes:
            address = link[2] if _OF_TODAY.match(link[2]) else state + link[2]
            return link[1] + (address if _IN_GERMAN.match(link[2]) else language + address) + b'"'

        return _LINK.sub(there, html)

    def in_languages(self, path: str) -> dict[Language, str]:
        """The addresses of a page of this place in all languages; empty where there is only one.

        `path` is the address without the prefix of the place.
        """
        if not _is_in_other_languages(path):
            return {}
        return {each: replace(self, language=each).prefix + path for each in LANGUAGES}

    @property
    def _state(self) -> str:
        return "" if self.day is None else f"{STATES}/{self.day.isoformat()}"


def _prefix(language: Language) -> str:
    return "" if language == SOURCE else f"/{language}"


def _day(path: str) -> date | None:
    found = _OF_A_STATE.match(path)
    try:
        return None if found is None else date.fromisoformat(found[1])
    except ValueError:
        return None


def _is_in_other_languages(path: str) -> bool:
    return _IN_GERMAN.match(path.encode()) is None


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
            with speaking(place.language):
                await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def only_today(request: Request) -> None:
    """Refuse what stands once at the place of a state. Raises: StateUnknown."""
    if place_of(request).day is not None:
        raise StateUnknown


def place_of(request: Request) -> Place:
    """The place at which a request asks."""
    place: Place = request.state.place
    return place
