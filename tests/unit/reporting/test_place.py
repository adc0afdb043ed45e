"""At which place an address asks, and where the links of a page lead there."""

from datetime import date

import pytest

from services.reporting.place import Place

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/", None),
        ("/impulse/2026-0001", None),
        ("/stand", None),
        ("/stand/2026-03-31", DAY),
        ("/stand/2026-03-31/", DAY),
        ("/stand/2026-03-31/impulse/2026-0001", DAY),
        ("/stand/2026-03-31x/impulse", None),
        ("/stand/2026-02-30/", None),
        ("/stand/gestern/", None),
        ("/impulse/stand/2026-03-31/", None),
    ],
)
def test_the_place_of_an_address(path: str, day: date | None) -> None:
    place = Place.of(path)
    assert place == Place(day)
    assert path.startswith(place.prefix)


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ('<a href="/">', '<a href="/stand/2026-03-31/">'),
        ('<a class="x" href="/impulse?q=a&amp;status=b">', '<a class="x" href="/stand/2026-03-31/impulse?q=a&amp;status=b">'),
        ('<form method="get" action="/impulse">', '<form method="get" action="/stand/2026-03-31/impulse">'),
        ('<link href="/static/kern.1.css">', None),
        ('<a href="/stand">', None),
        ('<a href="/stand/2026-01-31/">', None),
        ('<a href="/barriere-melden?seite=x">', None),
        ('<a href="/impressum">', None),
        ('<a href="/impulse/2026-0001/feed.atom">', None),
        ('<a href="/api">', None),
        ('<a href="/api/v1/catalogues/a/1">', '<a href="/stand/2026-03-31/api/v1/catalogues/a/1">'),
        ('<a href="https://example.org/impulse">', None),
        ('<a href="//example.org/impulse">', None),
        ('<a href="#inhalt">', None),
        ("<p>href=&#34;/impulse&#34;</p>", None),
    ],
)  # fmt: skip
def test_links_stay_at_their_place(link: str, there: str | None) -> None:
    assert Place(DAY).links_below(link.encode()).decode() == (link if there is None else there)
    assert Place().links_below(link.encode()).decode() == link
