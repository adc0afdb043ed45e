"""Sitemaps (protocol 0.9 of sitemaps.org): the addresses that search engines are to know."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/xml"
LARGEST_PART: Final = 10_000
"""Addresses in one file, about 1 MB. The protocol allows 50,000: they took seconds, in which nobody else got an answer."""

_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, datetime | None]
"""A complete address, and when what stands there changed last."""


def sitemap_index(parts: Iterable[Entry]) -> bytes:
    """The document that names the parts."""
    return _written("sitemapindex", "sitemap", parts)


def url_set(pages: Iterable[Entry]) -> bytes:
    """The document that names pages."""
    return _written("urlset", "url", pages)


def _written(root: str, element: str, entries: Iterable[Entry]) -> bytes:
    # Put together as text: a tree of so many elements would take ten times the memory.
    lines = [f'{_DECLARATION}<{root} xmlns="{_NAMESPACE}">']
    lines += [f"<{element}><loc>{escape(address)}</loc>{_changed(at)}</{element}>" for address, at in entries]
    return "\n".join([*lines, f"</{root}>\n"]).encode()


def _changed(at: datetime | None) -> str:
    return "" if at is None else f"<lastmod>{at.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>"
