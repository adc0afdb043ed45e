"""Decisions on the public page: like letters, with everything that was decided before, and their preview."""

import base64
import json
import logging
import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts.facts import DecisionPublished
from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, REASONS, Site, previewed_form, reporting_site
from tests.unit.reporting_pages.courses import decided_again
from tests.unit.reporting_pages.stories import City, Story
from tests.unit.web.test_pages import Elements

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def told() -> tuple[City, dict[str, Story]]:
    city = City()
    city.activate_catalogue()
    stories = decided_again(city)
    stories["assessment"] = city.receive("Mehr Bänke am Fluss").release()
    stories["screening"] = city.receive("Dackelwiese")
    stories["internal"] = city.receive("Verschwiegene Teeküche", visibility="internal").release()
    return city, stories


@pytest.fixture(scope="module")
def stories(told: tuple[City, dict[str, Story]]) -> dict[str, Story]:
    return told[1]


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings, told: tuple[City, dict[str, Story]]) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(told[0].history)
        yield site


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def assert_in_order(shown: str, sentences: list[str]) -> None:
    place = 0
    for sentence in sentences:
        assert sentence in shown[place:], f"{sentence} is missing, or stands too early, in: {shown}"
        place = shown.index(sentence, place)


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "committee",
            [
                "Die Stadt setzt diesen Impuls um, aber nur unter Bedingungen.",
                "Entschieden hat: Bewertungskommission, Sitzung am 8. April 2026. Beschluss: 17/26.",
                "Dafür: 6 Stimmen. Dagegen: 1 Stimme. Enthalten: 2 Stimmen.",
                "Unterlagen dazu im Ratsinformationssystem",
                "Gründe Die Bänke helfen vielen, brauchen aber Strom.",
                "Bedingungen Der Strom kommt vom eigenen Dach. Darum kümmert sich: Tiefbau. "
                "Fertig bis zum 1. Dezember 2026.",
                "Das Geld ist da. Das Geld muss noch im Haushalt für das Jahr 2027 stehen. "
                "Die Beratung darüber ist am 12. November 2026.",
                "Das sagt die Person, die den Impuls eingereicht hat Ich freue mich, hätte aber gern mehr Bänke.",
                "So geht es weiter Darum kümmert sich Grünflächen",
                "Es darf einmal kosten 40.000 € Es darf jedes Jahr kosten 1.500 €",
                "Daran messen wir den Erfolg Belegte Bänke im Winter",
            ],
        ),
        (
            "corrected",
            [
                "Text der Entscheidung geändert: angenommen",
                "Geändert am 2. März 2026 , weil: Die Zahl war falsch.",
                "Geändert am 2. März 2026 , weil: Ein Wort fehlte.",
                "Gründe Der Schrank kostet etwa 4.000 Euro.",
                "Früherer Text vom 2. März 2026",
                "Der Schrank kostet 400 Euro.",
                "Früherer Text vom 2. März 2026",
                "Der Schrank kostet 4.000 Euro.",
            ],
        ),
        (
            "reviewed",
            [
                "abgelehnt",
                "wird überprüft",
                "Die Entscheidung wird überprüft",
                "Bis zu einer neuen Entscheidung gilt diese hier.",
            ],
        ),
        ("upheld", ["Überprüfung beendet: Die Entscheidung bleibt", "Das hilft niemandem."]),
        (
            "remedied",
            [
                "Entscheidung nach Überprüfung geändert: angenommen",
                "Danach hat dieselbe Stelle ihre Entscheidung geändert.",
                "Das Licht steht auf der falschen Seite.",
                "Erste Entscheidung vom 2. März 2026",
                "Dort steht schon Licht.",
            ],
        ),
        (
            "contested",
            [
                "Neue Bewertung begonnen",
                "Jemand hat verlangt, dass wir noch einmal prüfen.",
                "Andere Leute haben den Impuls neu bewertet.",
                "Die Stadt setzt diesen Impuls um.",
                "Entschieden hat: Gemeinderat, Sitzung am 10. Juni 2026. Beschluss: 45/26.",
                "Ein Zaun genügt.",
                "2. Bewertung",
                "Erste Entscheidung vom 2. März 2026",
                "Diese Entscheidung gilt nicht mehr.",
                "weil: Der Name des Flusses fehlte.",
                "Die Stadt setzt diesen Impuls nicht um.",
                "Entschieden hat: Bewertungskommission",
                "Zu nah am Neckar.",
                "Die Gefahr ist zu groß.",
                "Zu nah am Wasser.",
                "Bewertung von damals",
                "S = 53/80 (0,66)",
                "Bewertung Profil",
                "S = 61/80 (0,76)",
            ],
        ),
        (
            "resumed",
            [
                "liegt dem Gemeinderat vor",
                "Der Impuls war bis zu diesem Tag zurückgestellt.",
                "Gemeinderat, Sitzung am 20. Mai 2026",
                "Gemeinderat, Sitzung am 8. Juli 2026",
                "Beschluss des Gemeinderats 8. Juli 2026",
                "Der Impuls liegt dem Gemeinderat vor",
                "Entscheiden muss jetzt: Gemeinderat. Vorlage 45/26 Sitzung am 8. Juli 2026",
                "Die Stadt stellt diesen Impuls bis zum 1. Juni 2026 zurück.",
            ],
        ),
    ],
)
async def test_a_decision_reads_like_a_letter(
    name: str, sentences: list[str], site: Site, stories: dict[str, Story]
) -> None:
    page = await site.page(f"/impulse/{stories[name].number}")
    assert_in_order(words(page), sentences)
    assert len(Elements(page).all("h1")) == 1


async def test_the_api_tells_the_same(site: Site, stories: dict[str, Story]) -> None:
    async def get(name: str) -> Any:
        return (await site.caller.get(f"/api/v1/impulses/{stories[name].number}")).json()

    contested = await get("contested")
    assert (contested["decision"]["round"], contested["decision"]["body"]) == (2, "gemeinderat")
    assert [(each["decision"], each["occasion"], each["reasons"]) for each in contested["earlier_decisions"]] == [
        ("rejected", "decision", "Zu nah am Wasser."),
        ("rejected", "correction", "Zu nah am Neckar."),
    ]
    assert [each["result"]["S"] for each in contested["earlier_decisions"]] == ["53/80", "53/80"]
    assert contested["council"] is None
    committee = (await get("committee"))["decision"]
    assert committee["ballot"] == {"in_favour": 6, "against": 1, "abstained": 2}
    assert committee["conditions"] == "Der Strom kommt vom eigenen Dach.\n\nDas Geld ist da."
    assert committee["condition_list"][1]["budget_year"] == 2027
    assert (committee["hearing"], committee["indicator"]) == (
        "Ich freue mich, hätte aber gern mehr Bänke.",
        "Belegte Bänke im Winter",
    )
    assert (await get("resumed"))["council"] == {
        "body": "gemeinderat",
        "paper_number": "45/26",
        "session_on": "2026-07-08",
    }


async def test_each_round_can_be_recomputed(site: Site, stories: dict[str, Story]) -> None:
    address = f"/impulse/{stories['contested'].number}/nachrechnen.json"
    for query, round_number, score in (("", 2, "61/80"), ("?runde=1", 1, "53/80"), ("?runde=2", 2, "61/80")):
        content = (await site.caller.get(address + query)).json()
        assert (content["round"], content["result"]["S"]) == (round_number, score)
    assert (await site.caller.get(f"{address}?runde=3")).status_code == 404
    assert f"{address}?runde=1" in await site.page(f"/impulse/{stories['contested'].number}")


async def show(site: Site, form: Mapping[str, str]) -> httpx.Response:
    foreign = {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8082"}
    return await site.caller.post("/vorschau", data=dict(form), headers=BROWSER | foreign)


async def test_a_preview_is_the_public_page_and_is_kept_nowhere(
    site: Site, stories: dict[str, Story], caplog: pytest.LogCaptureFixture
) -> None:
    story = stories["assessment"]
    before = await site.page(f"/impulse/{story.number}")
    with caplog.at_level(logging.DEBUG):
        answer = await show(site, previewed_form(site, story))
    assert answer.status_code == 200
    assert_in_order(
        words(answer.text),
        [
            "Vorschau: noch nicht veröffentlicht",
            "Mehr Bänke am Fluss",
            "abgelehnt",
            "Entscheidung veröffentlicht: abgelehnt",
            "Die Stadt setzt diesen Impuls nicht um.",
            REASONS,
        ],
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in answer.headers
    assert "etag" not in answer.headers
    assert await site.page(f"/impulse/{story.number}") == before
    assert "Vertraulich" not in caplog.text
    assert not await site.pool.fetchval("SELECT count(*) FROM impulse_parts WHERE texts::text LIKE '%Vertraulich%'")


async def test_what_the_page_shows_after_publication_is_what_the_preview_showed(new_settings: NewSettings) -> None:
    city = City()
    city.activate_catalogue()
    story = city.receive("Mehr Bänke am Fluss").release()
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        form = previewed_form(site, story)
        preview = words((await show(site, form)).text)
        content = json.loads(base64.urlsafe_b64decode(form["preview"]))
        fact = DecisionPublished.read(content["data"])
        published = City()
        published.history.published = [*city.history.published]
        published.history.fact(fact)
        await site.pool.execute("DELETE FROM impulse_parts; DELETE FROM impulses; DELETE FROM impulse_words")
        await site.project(published.history)
        shown = words(await site.page(f"/impulse/{story.number}"))
    banner = preview[: preview.index("Mehr Bänke am Fluss")]
    assert "Vorschau" in banner
    without_texts = preview.removeprefix(banner).replace(REASONS, "Dieser Text ist nicht mehr da.")
    day = re.compile(r"\d+\. \w+ 20\d\d")
    assert day.sub("", without_texts) == day.sub("", shown.replace("Neue Schritte als Feed ", ""))


@pytest.mark.parametrize(
    "changes",
    [
        {"key": b"x" * 32},
        {"valid_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"impulse_id": UUID(int=99)},
        {"event_type": "de.impulswerk.assessment.published.v9"},
        {"event_type": "de.impulswerk.assessment.catalogue_activated.v1"},
        {"data": {"decision": "rejected"}},
        {"texts": [{"body": "kein Text"}]},
    ],
)
async def test_a_preview_that_the_city_did_not_seal_is_refused(
    site: Site, stories: dict[str, Story], changes: dict[str, Any]
) -> None:
    answer = await show(site, previewed_form(site, stories["assessment"], **changes))
    assert answer.status_code == 403
    assert "Diese Vorschau gilt nicht oder nicht mehr." in answer.text
    assert REASONS not in answer.text


@pytest.mark.parametrize("form", [{}, {"preview": "ä", "signature": "ö"}, {"preview": "e30=", "signature": "0" * 64}])
async def test_a_form_without_a_seal_is_refused(site: Site, form: dict[str, str]) -> None:
    assert (await show(site, form)).status_code == 403


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("screening", 404, "Dieser Impuls ist hier noch nicht angekommen"),
        (None, 404, "Öffnen Sie die Vorschau dann noch einmal."),
        ("internal", 200, "Diesen Impuls sieht die Öffentlichkeit nicht"),
    ],
)
async def test_a_preview_says_what_the_public_will_not_see(
    site: Site, stories: dict[str, Story], name: str | None, status: int, sentence: str
) -> None:
    story = City().receive("Gibt es nicht") if name is None else stories[name]
    if name is None:
        story.id = UUID(int=77)
    answer = await show(site, previewed_form(site, story))
    assert answer.status_code == status
    assert sentence in answer.text
    assert REASONS not in answer.text
    assert "Teeküche" not in answer.text


async def test_a_preview_has_a_limit(site: Site) -> None:
    answer = await show(site, {"preview": "x" * 1_100_000, "signature": "0" * 64})
    assert answer.status_code == 413
