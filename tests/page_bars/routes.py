"""The public GET routes of reporting, from its own route table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from deploy.local.credentials import ensure_keys
from services.reporting.main import application
from shared.runtime.settings import Settings

FOR_OPERATORS = ("/health/", "/metrics", "/static/")
"""No content of reporting; hashed assets are looked at where pages name them."""

EXAMPLES: Mapping[str, str] = {}
"""Addresses of routes that no link leads to, by template: for pages that people reach by other ways than links."""

MADE_LATER: Mapping[str, str] = {
    "/daten/fakten.jsonl.gz": "made once a day, first after the first signed checkpoint: until then its link says so",
}
"""What a link may lead to before it is there, and why."""

WITHOUT_CONTENT: Mapping[str, str] = {
    **MADE_LATER,
    "/gebaerdensprache/film.mp4": "the sample city has no film",
    "/stand/{day}": "answers what is no day; a state answers at the addresses below",
    "/stand/{day}/{rest:path}": "states of earlier days, kept where somebody asked for one",
}
"""Routes that may have nothing to show, and why: looked at where a link leads to them, not missed elsewhere."""


@dataclass(frozen=True, slots=True)
class Route:
    """A template like `/impulse/{reference}` and what its addresses look like."""

    template: str
    pattern: re.Pattern[str]

    def filled(self, known: Mapping[str, str]) -> str | None:
        """An address with these values of parameters, None where one is not known."""
        try:
            return self.template.format_map(known)
        except KeyError:
            return None


def public_routes() -> list[Route]:
    """Every route that answers GET, in the order in which they are tried."""
    with TemporaryDirectory() as folder:
        keys = Path(folder) / "keys.json"
        ensure_keys(keys)
        settings = Settings(mode="laptop", database_url=SecretStr("unused"), kafka="unused", secrets_file=keys)
        app = application(settings)
    return [
        Route(route.path, route.path_regex)
        for route in iter_route_contexts(app.routes)
        if route.path is not None and "GET" in (route.methods or ()) and not route.path.startswith(FOR_OPERATORS)
    ]


def match(routes: Sequence[Route], path: str) -> tuple[str, Mapping[str, str]] | None:
    """The template that answers this path and the values of its parameters."""
    for route in routes:
        if found := route.pattern.match(path):
            return route.template, found.groupdict()
    return None
