"""Atom feeds (RFC 4287): what changed, for readers that ask again and again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE: Final = "application/atom+xml"

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries has changed; every feed must say it, and no answer may depend on a clock."""

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, not even escaped (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is about; `scheme` is the address of the whole list that `term` is taken from."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry; `id` stays the same for ever, `page` is the address of the page that says more."""

    id: str
    title: str
    summary: str
    page: str
    updated: datetime
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at its own address, which is also its id; `page` shows the same to people."""

    address: str
    title: str
    subtitle: str
    author: str
    page: str
    updated: datetime
    entries: tuple[FeedEntry, ...]


def atom(feed: Feed) -> bytes:
    """The feed as an XML document."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "de"})
    _texts(root, ("id", feed.address), ("title", feed.title), ("subtitle", feed.subtitle))
    _texts(root, ("updated", _time(feed.updated)))
    _texts(SubElement(root, "author"), ("name", feed.author))
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _texts(root, ("generator", "Impulswerk"))
    root.extend(_entries(feed.entries))
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entries(entries: Iterable[FeedEntry]) -> Iterable[Element]:
    for entry in entries:
        written = Element("entry")
        _texts(written, ("id", entry.id), ("title", entry.title), ("updated", _time(entry.updated)))
        SubElement(written, "link", {"rel": "alternate", "type": "text/html", "href": entry.page})
        for each in entry.categories:
            SubElement(written, "category", {"term": each.term, "scheme": each.scheme, "label": each.label})
        _texts(written, ("summary", entry.summary))
        yield written


def _texts(parent: Element, *pairs: tuple[str, str]) -> None:
    for name, text in pairs:
        SubElement(parent, name).text = _NO_XML.sub("", text)


def _time(value: datetime) -> str:
    """RFC 3339 in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
