"""Key figures and yearly reports of told stories, counted by hand, on a real database."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from prometheus_client import REGISTRY

from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.pdf_checks import assert_for_archives_and_screen_readers, kinds_of_parts, read_pdf
from tests.unit.reporting_pages.stories import City, Story, worked

pytestmark = pytest.mark.servers

NBSP = "\N{NO-BREAK SPACE}"
TODAY = datetime(2026, 6, 15, 9, tzinfo=UTC)
REASON = "Der Schrank kostet <fast> nichts & nützt vielen."


def told() -> City:
    """Everything begins on 2 March 2026; the city promises an answer within three months."""
    city = City()
    city.activate_catalogue()

    def released(title: str, received_on: date, **more: Any) -> Story:
        return city.receive(title, received_on=received_on, **more).release()

    for count in range(6):
        released(f"Abgelehnt nach 10 Tagen {count}", date(2026, 2, 20)).decide("rejected", "Nein.", worked("G7"))
    for count in range(2):
        released(f"Abgelehnt nach 121 Tagen {count}", date(2025, 11, 1)).decide("rejected", "Nein.")
    for count in range(2):
        released(f"Wartet zu lange {count}", date(2026, 3, 1), visibility="internal" if count else "public")
    released("Wartet noch nicht zu lange", date(2026, 3, 16))
    released("Zurückgestellt", date(2026, 3, 1)).decide("deferred", "Später.", until=date(2027, 1, 4))
    done = [
        released(f"Umgesetzt {count}", date(2026, 2, 25)).decide("accepted", "Ja.").plan("Plan", costs)
        for count, costs in enumerate([{"yearly_cents": 15_000, "funding_cents": 500_000}, {"yearly_cents": 5_000}, *[{}] * 3])
    ]  # fmt: skip
    done[0].grant(450_000).book(123_456)
    released("Bücherschrank", date(2026, 2, 25)).decide(
        "accepted",
        "Ja.",
        worked("G5"),
        deviation_reason=REASON,
        third_opinion=True,
        evaluators=3,
        promised_for=date(2026, 6, 1),
    )
    released("Abgebrochen", date(2026, 2, 25)).decide("accepted", "Ja.").plan("Plan", {"yearly_cents": 99}).abandon(
        "Zu schwer."
    )
    city.history.pause(timedelta(days=30))
    for story in done:
        story.complete("Fertig.")
    city.history.pause(timedelta(days=60))
    done[0].review_effect("reached", "Gut.", satisfied_percent=80, satisfied_n=10)
    done[1].review_effect("reached", "Gut.", satisfied_percent=50, satisfied_n=6)
    done[2].review_effect("missed", "Nichts.")
    return city


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(told().history)
        await site.set_clock(TODAY)
        yield site


def words(page: str) -> str:
    """What a person reads in the main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


async def read(site: Site, path: str) -> str:
    return words(await site.page(path))


BY_HAND = [
    # In time: 6 + 5 + 1 + 1 answers; late: 2; waiting too long since 1 March: 2 and the one put off.
    ("Rechtzeitig beantwortet", f"72,2{NBSP}%", "n = 18"),
    # 5, 5, 5, 5, 5, 5, 5, 10 (the middle), 10, 10, 10, 10, 10, 121 (the 14th of 15), 121.
    ("Dauer bis zur Antwort", "10 Tage (Median), 121 Tage (90. Perzentil)", "n = 15"),
    ("Dauer der Umsetzung", "30 Tage (Median), 30 Tage (90. Perzentil)", "n = 5"),
    ("Ideenquote der Stadtgesellschaft", "0 je 1.000 Menschen, im Jahr 2025", "n = rund 0"),
    ("Drittes Gutachten", f"14,3{NBSP}%", "n = 7"),
    ("Abweichende Entscheidungen", f"14,3{NBSP}%", "n = 7"),
    ("Realisierungsquote", f"26,3{NBSP}%", "n = 19"),
    ("Umgesetzte Zusagen", f"71,4{NBSP}%", "n = 7"),
    ("Nutzen: Ziel erreicht", f"40{NBSP}%", "n = 5"),
    ("Verbesserte Angebote", "5", "n = 5"),
    # 8 of 10 and 3 of 6.
    ("Zufriedenheit", f"68,8{NBSP}%", "n = 16"),
    ("Neue Folgekosten im Jahr", f"200{NBSP}€", "n = 2"),
    ("Geplante Fördermittel", f"5.000{NBSP}€", "n = 1"),
    ("Bewilligte Fördermittel", f"4.500{NBSP}€", "n = 1"),
    ("Eigenanteil der Stadt", "noch keine Fälle", "n = 0"),
    ("Impulse: Stadtgesellschaft", "rund 20", "n = rund 20"),
    ("Antworten: Stadtgesellschaft", "rund 15", "n = rund 15"),
]


@pytest.mark.parametrize(("name", "value", "cases"), BY_HAND)
async def test_key_figures_are_those_counted_by_hand(site: Site, name: str, value: str, cases: str) -> None:
    assert f" {name} {value} {cases} " in await read(site, "/kennzahlen")


async def test_the_page_of_a_key_figure_has_definition_value_and_series(site: Site) -> None:
    shown = await read(site, "/kennzahlen/ideenquote-stadtgesellschaft")
    for sentence in (
        "So viele Impulse kommen in einem Jahr auf 1.000 Menschen in der Stadt.",
        "Zeitraum im Jahr 2025",
        "93.800 am 31. Dezember 2025, Quelle: Einwohnermelderegister der Stadt Musterstadt",
        "2025 0 je 1.000 Menschen, n = rund 0",
        "2026 (läuft noch) 0,16 je 1.000 Menschen, n = rund 15",
    ):
        assert sentence in shown
    assert "nicht messbar, weil wir keine Personen zählen" in await read(site, "/kennzahlen/beteiligungsquote")


async def test_the_page_of_a_goal_shows_its_indicators(site: Site) -> None:
    assert f" Rechtzeitig beantwortet 72,2{NBSP}% n = 18 " in await read(site, "/ziele/1")
    shown = await read(site, "/ziele/3")
    assert f" Neue Folgekosten im Jahr 200{NBSP}€ n = 2 " in shown
    assert " Gesparte Folgekosten im Jahr nicht messbar, weil " in shown


async def test_the_hub_leads_to_them(site: Site) -> None:
    page = await site.page("/bericht")
    assert 'href="/kennzahlen"' in page
    assert 'href="/jahresbericht"' in page


async def test_the_api_has_the_numbers_of_the_pages(site: Site) -> None:
    answer = await site.caller.get("/api/v1/kpis")
    found = {item["key"]: item for item in answer.json()["items"]}
    assert found["rechtzeitig-beantwortet"]["total"] == {"value": pytest.approx(13 / 18), "p90": None, "n": 18}
    assert found["dauer-antwort"]["total"] == {"value": 10, "p90": 121, "n": 15}
    assert found["neue-folgekosten"]["years"] == [{"year": 2026, "running": True, "value": 20_000, "p90": None, "n": 2}]
    assert (found["eingang-stadtgesellschaft"]["rounded_to"], found["eingang-gremien"]["total"]["n"]) == (5, 0)
    assert found["treibhausgase"]["total"] is None
    assert found["treibhausgase"]["not_measurable"].startswith("weil")
    for item in found.values():
        page = await site.page(item["url"].removeprefix("http://127.0.0.1:8080"))
        assert item["name"] in page


async def test_the_report_of_a_year_tells_everything_of_it(site: Site) -> None:
    shown = await read(site, "/jahresbericht/2026")
    in_order = [
        "Das Jahr 2026 läuft noch.",
        "Alle Zahlen sind vom 15. Juni 2026.",
        "Im Jahr 2026 sind 17 Impulse eingegangen, davon 1 intern.",
        "in der Bewertung 3 zurückgestellt 1 angenommen 1",
        "Wirkung geprüft 3",
        "Summe 17",
        "Im Jahr 2026 hat die Stadt 15 mal geantwortet.",
        "angenommen 7 abgelehnt 8 Summe 15",
        "Im Jahr 2026 hat die Stadt 5 Impulse umgesetzt. Abgebrochen hat sie in dem Jahr 1 Impuls.",
        "Wirkung erreicht 2 Wirkung nicht erreicht 1 noch nicht geprüft 2 Summe 5",
        "Im Jahr 2026 hat die Stadt 5 Maßnahmen geplant.",
        f"Geplante Kosten 92.500{NBSP}€ Geplante Kosten pro Jahr 200{NBSP}€",
        f"Bewilligte Fördermittel 4.500{NBSP}€ Ausgegeben 1.235{NBSP}€",
        f"Nutzen: Ziel erreicht 40{NBSP}%, n = 5",
        "Im Jahr 2026 hat die Stadt 1 mal anders entschieden als empfohlen. Davon sind hier 1 zu lesen.",
        "Bücherschrank",
        "Empfohlen war: mit Bedingungen umsetzen.",
        f"Grund: {REASON}",
        "Versprochen und nicht umgesetzt",
        "Bücherschrank",
        "Versprochen bis zum 1. Juni 2026",
        "Stadtgesellschaft: eingegangen 15 Stadtgesellschaft: davon heute beantwortet 15",
        "So können Sie das prüfen",
    ]
    place = 0
    for sentence in in_order:
        assert sentence in shown[place:], f"{sentence} is missing, or stands too early"
        place = shown.index(sentence, place)


async def test_a_year_that_is_over_has_its_report(site: Site) -> None:
    assert "Jahresbericht 2026 (läuft noch)" in await read(site, "/jahresbericht")
    shown = await read(site, "/jahresbericht/2025")
    for sentence in (
        "Das Jahr 2025 ist vorbei.",
        "Im Jahr 2025 sind 2 Impulse eingegangen.",
        "Im Jahr 2025 hat die Stadt auf keinen Impuls geantwortet.",
        "Im Jahr 2025 hat die Stadt keine Maßnahme geplant.",
        "Stadtgesellschaft: eingegangen 0",
    ):
        assert sentence in shown


@pytest.mark.parametrize("year", [2025, 2026])
async def test_the_pdf_is_for_everybody_and_has_every_number_of_the_page(site: Site, year: int) -> None:
    answer = await site.caller.get(f"/jahresbericht/{year}.pdf", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader, text = read_pdf(answer.content)
    assert_for_archives_and_screen_readers(
        reader, f"Jahresbericht {year}", "Stadtverwaltung", datetime(2026, 6, 15, tzinfo=UTC)
    )
    assert {"/H1", "/H2", "/TOC", "/Table", "/Caption", "/TH", "/Link"} <= kinds_of_parts(reader)
    titles = [str(each["/Title"]) for each in flat(reader.outline)]
    assert titles[:3] == [f"Jahresbericht {year}", "Was eingegangen ist", "Was die Stadt geantwortet hat"]
    page = await read(site, f"/jahresbericht/{year}")
    assert numbers(page) - numbers(text) == Counter()
    whole = " ".join(text.split())
    assert "Stand vom 15. Juni 2026. Die neuesten Zahlen stehen immer hier:" in whole
    assert f"http://127.0.0.1:8080/jahresbericht/{year}" in whole.replace(" ", "")
    if year == 2026:
        assert REASON in whole


def numbers(text: str) -> Counter[str]:
    """How often each number stands there."""
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", text))


def flat(outline: list[Any]) -> list[Any]:
    return [leaf for each in outline for leaf in (flat(each) if isinstance(each, list) else [each])]


async def test_a_pdf_is_made_once_until_something_changes(site: Site) -> None:
    async def get(etag: str = "") -> tuple[int, str, float]:
        before = kept()
        answer = await site.caller.get("/jahresbericht/2026.pdf", headers={"If-None-Match": etag} if etag else {})
        return answer.status_code, answer.headers["etag"], kept() - before

    _, etag, _ = await get()
    assert await get() == (200, etag, 1)
    assert await get(etag) == (304, etag, 1)
    await site.set_clock(datetime(2026, 6, 16, 9, tzinfo=UTC))
    status, newer, from_cache = await get(etag)
    assert (status, from_cache) == (200, 0)
    assert newer != etag
    await site.set_clock(TODAY)


def kept() -> float:
    """How many answers came from what is kept."""
    return sum(
        REGISTRY.get_sample_value("impulswerk_page_cache_requests_total", {"outcome": outcome}) or 0
        for outcome in ("hit", "unchanged")
    )


@pytest.mark.parametrize(
    "address",
    ["/jahresbericht/2024", "/jahresbericht/2024.pdf", "/jahresbericht/x", "/jahresbericht/%D9%A2", "/kennzahlen/x"],
)
async def test_what_is_not_there_helps_on(site: Site, address: str) -> None:
    answer = await site.caller.get(address, headers=BROWSER)
    assert answer.status_code == 404
    for way_on in ("/jahresbericht", "/kennzahlen", "/"):
        assert f'href="{way_on}"' in answer.text


async def test_lists_hold_what_belongs_to_the_year(new_settings: NewSettings) -> None:
    city = City()

    def deviate(title: str, promised_for: date) -> None:
        city.receive(title).release().decide(
            "accepted", "Ja.", worked("G5"), deviation_reason="Darum.", promised_for=promised_for
        )

    deviate("Aus dem ersten Jahr", date(2026, 6, 1))
    city.history.pause(timedelta(days=365))
    deviate("Aus dem zweiten Jahr", date(2027, 12, 1))
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        await site.set_clock(datetime(2027, 4, 1, 9, tzinfo=UTC))
        for year, deviating in ((2026, "Aus dem ersten Jahr"), (2027, "Aus dem zweiten Jahr")):
            shown = await read(site, f"/jahresbericht/{year}")
            start, middle = (
                shown.rindex("Anders entschieden als empfohlen"),
                shown.rindex("Versprochen und nicht umgesetzt"),
            )
            assert re.findall(r"Aus dem \w+ Jahr", shown[start:middle]) == [deviating]
            # What is promised for December is not late yet.
            assert re.findall(r"Aus dem \w+ Jahr", shown[middle:]) == ["Aus dem ersten Jahr"]


async def test_before_anything_happened_nothing_is_claimed(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        assert "Noch ist nichts geschehen" in await read(site, "/jahresbericht")
        shown = await read(site, "/kennzahlen")
        assert "Rechtzeitig beantwortet noch keine Fälle n = 0" in shown
        assert "Noch gibt es in keinem Jahr einen Wert." in await read(site, "/kennzahlen/nutzen")
