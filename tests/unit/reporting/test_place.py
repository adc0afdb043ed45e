"""At which place an address asks, and where the links of a page lead there."""

from datetime import date

import pytest

from services.reporting.place import Place
from shared.translation import Language

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


@pytest.mark.parametrize(
    ("path", "language", "day"),
    [
        ("/en", "en", None),
        ("/en/", "en", None),
        ("/en/impulse/2026-0001", "en", None),
        ("/en/daten", "en", None),
        ("/en/api", "en", None),
        ("/en/stand/2026-03-31/impulse", "en", DAY),
        ("/entwurf", "de", None),
        ("/stand/2026-03-31/en/impulse", "de", DAY),
        ("/en/impressum", "de", None),
        ("/en/daten/impulse.csv", "de", None),
        ("/en/api/v1/impulses", "de", None),
        ("/en/impulse/2026-0001/fragment", "de", None),
        ("/en/impulse/2026-0001/feed.atom", "de", None),
        ("/en/stand/2026-03-31/jahresbericht/2026.pdf", "de", None),
    ],
)  # fmt: skip
def test_the_language_of_an_address(path: str, language: Language, day: date | None) -> None:
    assert Place.of(path) == Place(day, language)


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ('<a href="/">', '<a href="/en/stand/2026-03-31/">'),
        ('<a href="/impulse?q=a">', '<a href="/en/stand/2026-03-31/impulse?q=a">'),
        ('<a href="/daten">', '<a href="/en/daten">'),
        ('<a href="/stand">', '<a href="/en/stand">'),
        ('<a href="/stand/2026-01-31/">', '<a href="/en/stand/2026-01-31/">'),
        ('<a href="/api#filter">', '<a href="/en/api#filter">'),
        ('<a href="/jahresbericht/2026.pdf">', '<a href="/stand/2026-03-31/jahresbericht/2026.pdf">'),
        ('<a href="/daten/impulse.csv">', None),
        ('<a href="/feed.atom">', None),
        ('<a href="/impressum">', None),
        ('<link href="/static/kern.1.css">', None),
    ],
)  # fmt: skip
def test_links_stay_in_their_language(link: str, there: str | None) -> None:
    assert Place(DAY, "en").links_below(link.encode()).decode() == (link if there is None else there)


def test_a_page_leads_to_the_same_in_other_languages_where_there_is_one() -> None:
    assert Place(DAY, "en").in_languages("/ziele/1") == {
        "de": "/stand/2026-03-31/ziele/1",
        "en": "/en/stand/2026-03-31/ziele/1",
    }
    assert Place().in_languages("/impressum") == {}
