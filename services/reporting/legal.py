"""The legal pages of a city: Markdown files in the folder `legal` of its data, and whom to tell of barriers."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shared.runtime.city_files import CityDataError

PAGES: Final = ("barrierefreiheit", "datenschutz", "impressum")
OTHER_LANGUAGES: Final = ("leichte-sprache", "gebaerdensprache")
"""Pages that a city may leave out until it has them."""
FILM: Final = "gebaerdensprache.mp4"
_HEADING: Final = re.compile(r"# (?P<title>[^\n]+)\n")
_CLASSES: Final[Mapping[str, str]] = {
    "h1": "kern-heading-x-large",
    "h2": "kern-heading-large",
    "h3": "kern-heading-medium",
    "p": "kern-body iw-text",
    "a": "kern-link",
    "ul": "kern-list kern-list--bullet",
    "ol": "kern-list kern-list--number",
}
_TAGS: Final = {"h2", "h3", "p", "a", "ul", "ol", "li", "strong", "em", "br"}


@dataclass(frozen=True, slots=True)
class LegalPage:
    """A page of law: its title and its text as safe HTML without the title."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Legal:
    """All legal pages by name, the address for people who meet a barrier, and a film in sign language, if there is one."""

    pages: Mapping[str, LegalPage]
    film: bytes | None
    barrier_email: str
    barrier_phone: str


def load_legal(folder: Path | None = None) -> Legal:
    """The pages of the city's folder, or those that come along with the program.

    Raises: CityDataError when a file is missing, empty or has no title.
    """
    source: Traversable = (files("city") if folder is None else folder).joinpath("legal")
    contact = tomllib.loads(_read(source, "contact.toml"))
    here = [*PAGES, *(name for name in OTHER_LANGUAGES if source.joinpath(f"{name}.md").is_file())]
    film = source.joinpath(FILM)
    return Legal(
        pages={name: _page(name, _read(source, f"{name}.md")) for name in here},
        film=film.read_bytes() if film.is_file() else None,
        barrier_email=_contact(contact, "barrier_email"),
        barrier_phone=_contact(contact, "barrier_phone"),
    )


def _read(folder: Traversable, name: str) -> str:
    try:
        return folder.joinpath(name).read_text(encoding="utf-8")
    except OSError as error:
        raise CityDataError(f"legal/{name}", "file", f"cannot be read: {error.strerror}") from error


def _contact(contact: Mapping[str, object], name: str) -> str:
    value = contact.get(name)
    if not isinstance(value, str) or not value.strip():
        raise CityDataError("legal/contact.toml", name, "must not be empty")
    return value


def _page(name: str, markdown: str) -> LegalPage:
    heading = _HEADING.match(markdown)
    text = "" if heading is None else markdown[heading.end() :].strip()
    if heading is None or not text:
        raise CityDataError(f"legal/{name}.md", "text", "must begin with a title, „# ...“, and have a text")
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = parser.parse(text)
    for token in tokens:
        _dress(token)
        for child in token.children or []:
            _dress(child)
    html = parser.renderer.render(tokens, parser.options, {})
    attributes = {tag: {"class"} for tag in _TAGS} | {"a": {"class", "href"}}
    return LegalPage(
        heading["title"],
        nh3.clean(html, tags=_TAGS, attributes=attributes, url_schemes={"https", "mailto", "tel"}, link_rel=None),
    )


def _dress(token: Token) -> None:
    if token.nesting == 1 and token.tag in _CLASSES:
        token.attrSet("class", _CLASSES[token.tag])
