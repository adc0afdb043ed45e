"""What the bars look at: the answers that were found, and the pages chosen from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx
from playwright.async_api import Browser

from services.reporting.place import Place
from shared.translation import SOURCE

HTML = "text/html"
ACCEPT = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
"""What a browser asks for; a program that says nothing gets the errors as JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered; `route` is its template; `own` tells pages of reporting from those it links to."""

    url: str
    route: str
    own: bool
    status: int
    media_type: str
    body: bytes = field(repr=False)
    markup: frozenset[str] = field(repr=False)

    @property
    def name(self) -> str:
        """Its path and query, for people who read findings."""
        parts = httpx.URL(self.url)
        return f"{parts.path}?{parts.query.decode()}" if parts.query else parts.path

    @property
    def is_page(self) -> bool:
        """Whether people see it in a browser; pieces for pages of others are none."""
        return self.media_type == HTML and "html" in self.markup

    @property
    def is_translated(self) -> bool:
        """Whether it is a page in another language than German, with the markup of the German one."""
        return Place.of(self.name).language != SOURCE


@dataclass(frozen=True, slots=True)
class Site:
    """All that was found from the start page on. `unreached` are templates, `dead` links with what they answered."""

    url: str
    answers: Sequence[Answer]
    assets: Sequence[str]
    links: int
    unreached: Sequence[str]
    dead: Mapping[str, str]

    def pages(self, per_route: int) -> list[Answer]:
        """Of each route those pages that together have the most kinds of markup, at most so many."""
        by_route: dict[str, list[Answer]] = {}
        for answer in self.answers:
            if answer.is_page:
                by_route.setdefault(f"{answer.route} {answer.status}", []).append(answer)
        return [page for found in by_route.values() for page in _most_varied(found, per_route)]

    def samples(self) -> list[Answer]:
        """One page of each route for bars that take long: no error, and of other languages the start page only."""
        return [
            page
            for page in self.pages(1)
            if page.status == HTTPStatus.OK and (not page.is_translated or page.name.endswith("/"))
        ]


def _most_varied(pages: Iterable[Answer], count: int) -> list[Answer]:
    left, chosen = list(pages), list[Answer]()
    seen: frozenset[str] = frozenset()
    while left and len(chosen) < count:
        richest = max(left, key=lambda page: len(page.markup - seen))
        if chosen and richest.markup <= seen:
            break
        left.remove(richest)
        chosen.append(richest)
        seen |= richest.markup
    return chosen


@dataclass(frozen=True, slots=True)
class Look:
    """What a bar gets: the site, the pages to look at, a browser and a caller.

    `fast` asks for the quick variant; `certificate` is what to trust beside the usual ones.
    """

    site: Site
    pages: Sequence[Answer]
    browser: Browser
    caller: httpx.AsyncClient
    fast: bool
    certificate: Path | None = None
