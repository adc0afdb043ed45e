"""What a page is made of: its links, its style sheets and icons, and its kinds of elements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Markup:
    """Addresses as they stand in the page; `kinds` are elements with each of their classes."""

    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def read_markup(html: str) -> Markup:
    """Links are anchors, alternates (feeds, languages) and places of a sitemap; assets are style sheets and icons."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Markup()
        self._in_place = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_place = tag == "loc"
        self.found.kinds |= {tag, *(f"{tag}.{name}" for name in (given.get("class") or "").split())}
        href = given.get("href")
        if not href:
            return
        if tag in ("a", "area") or (tag == "link" and "alternate" in (given.get("rel") or "")):
            self.found.links.append(href)
        elif tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.found.assets.append(href)

    def handle_endtag(self, tag: str) -> None:
        self._in_place = False

    def handle_data(self, data: str) -> None:
        if self._in_place:
            self.found.links.append(data)
