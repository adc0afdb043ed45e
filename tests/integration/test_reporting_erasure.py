"""What is erased disappears from everything that reporting sends, at the next request; what is not public was never there."""

import gzip
import re
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from fastapi.routing import iter_route_contexts
from pypdf import PdfReader

from services.reporting.open_data.catalogue import SYNTAXES
from services.reporting.open_data.data_sets import TABLES
from shared.contracts.lists import Visibility
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.unit.reporting_pages.stories import City, Story, worked

pytestmark = pytest.mark.servers

CANARY = "Zwitscherquitte"
SLUG, GOAL = "gruen-in-der-stadt", "2"
WITHOUT_TEXTS = re.compile(
    r"^/(static|health|metrics|openapi|stand|gebaerdensprache|daten/fakten|api/v1/catalogues|methode/)"
)
SEARCHES = (
    f"/impulse?q={CANARY}",
    f"/api/v1/impulses?q={CANARY}",
    f"/impulse?q={CANARY[:-1]}x",
    f"/impulse.csv?q={CANARY}",
)


def everything(site: Site, number: str) -> list[str]:
    """Every address of a GET with what it needs filled in; an address that needs something unknown fails the test."""
    values = {"reference": number, "number": number, "slug": SLUG, "goal": GOAL, "year": "2026", "part": "1"}
    paths = []
    for route in iter_route_contexts(site.app.routes):
        path = route.path or ""
        if "GET" not in (route.methods or ()) or WITHOUT_TEXTS.match(path):
            continue
        filled = path.replace("/ziele/{number}", f"/ziele/{GOAL}")
        for name in re.findall(r"{(\w+)", filled):
            filled = re.sub(rf"{{{name}(:\w+)?}}", values.get(name, f"{{{name}}}"), filled)
        paths += _keys(filled)
    return [*paths, *SEARCHES]


def _keys(path: str) -> list[str]:
    """An address for each key that a page may have."""
    if path.startswith("/listen/{key}"):
        return [path.replace("{key}", key) for key in ("abweichungen", "versprochen", "antraege", "abgegeben")]
    if path.startswith("/daten/"):
        names = {"{name}": list(TABLES), "{syntax}": list(SYNTAXES)}
        return [path.replace(part, value) for part, values in names.items() if part in path for value in values] or [
            path
        ]
    if "{" in path:
        return []
    return [path]


async def holders(site: Site, number: str, word: str) -> set[str]:
    """The addresses whose answers hold the word, PDF and compressed files unpacked."""
    found = set()
    for path in everything(site, number):
        answer = await site.caller.get(path, headers=BROWSER if "/api/" not in path else {})
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        if word.lower() in _text(answer.headers.get("content-type", ""), answer.content).lower():
            found.add(path)
    return found


def _text(media_type: str, body: bytes) -> str:
    if media_type.startswith("application/pdf"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    # A search repeats what was looked for; that is no finding.
    text = body.decode(errors="replace")
    return re.sub(r'value="[^"]*"|Suche: [^<]*|„[^“]*“|\?q=[^"&]*|q=[^"&]*', "", text)


def _tell(city: City) -> Story:
    return (
        city.receive(f"{CANARY} am Marktplatz", f"Eine {CANARY} bitte.", place="Rathausplatz")
        .release(motion="petition")
        .decide("accepted", f"Die {CANARY} hilft.", worked("G5"), deviation_reason=f"Wegen der {CANARY}.")
        .plan(f"{CANARY} pflanzen")
        .reach(f"{CANARY} ist bestellt")
    )


@pytest.fixture
async def site(new_settings: NewSettings) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        yield site


async def test_an_erased_text_is_gone_everywhere_at_the_next_request(site: Site) -> None:
    city = City()
    city.activate_catalogue()
    story = _tell(city)
    await site.project(city.history)
    before = await holders(site, story.number, CANARY)
    for path in (
        "/",
        "/impulse",
        f"/impulse/{story.number}",
        f"/impulse/{story.number}/fragment",
        f"/handlungsfelder/{SLUG}",
        f"/handlungsfelder/{SLUG}/feed.atom",
        f"/ziele/{GOAL}",
        "/feed.atom",
        "/listen/abweichungen",
        "/api/v1/impulses",
        "/api/v1/places.geojson",
        "/daten/impulse.csv",
        "/daten/impulse.jsonl",
        "/daten/massnahmen.csv",
        "/impulse.csv",
        "/impulse.pdf",
        *SEARCHES[:2],
    ):
        assert path in before, f"{path} does not show the text at all"
    seen = len(city.history.published)
    story.redact()
    await site.project(city.history, since=seen)
    assert await holders(site, story.number, CANARY) == set()
    page = await site.page(f"/impulse/{story.number}")
    assert "Texte wurden entfernt" in page


async def test_words_that_a_search_suggests_go_with_the_last_title_that_held_them(site: Site) -> None:
    city = City()
    first, second = (city.receive(f"{CANARY} {number}").release() for number in ("eins", "zwei"))
    await site.project(city.history)
    suggested = "SELECT array_agg(word ORDER BY word) FROM title_words WHERE word % $1"
    assert await site.pool.fetchval(suggested, CANARY.lower()) == ["zwitscherquitt"]
    for story, left in ((first, ["zwitscherquitt"]), (second, None)):
        seen = len(city.history.published)
        story.redact()
        await site.project(city.history, since=seen)
        assert await site.pool.fetchval(suggested, CANARY.lower()) == left


@pytest.mark.parametrize("visibility", ["internal", "confidential"])
async def test_what_is_not_public_is_nowhere(site: Site, visibility: Visibility) -> None:
    city = City()
    hidden = city.receive("Verborgen", visibility=visibility)
    # Not by any service of ours: their case texts go elsewhere. Even so nothing of it may show.
    city.history.text(
        TextTopic.IMPULSE_TEXTS, new_text(hidden.id, "impulse", title=CANARY, text_id=hidden.text.text_id)
    )
    hidden.release()
    await site.project(city.history)
    assert await holders(site, hidden.number, CANARY) == set()
    repeating = await holders(site, hidden.number, hidden.number)
    assert all(hidden.number in path for path in repeating), "only who asks for the number may read it"
