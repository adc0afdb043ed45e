"""The report of goals and fields of action, the Trialog, sustainability and money: figures told from the stories by hand."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest

from services.reporting.presentation.words import SUSTAINABLE_DEVELOPMENT_GOALS
from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.integration.test_reporting_by_hand import Page
from tests.unit.reporting_pages.stories import City, sample_city, worked

pytestmark = pytest.mark.servers

PAGES = (
    "/bericht",
    "/ziele",
    "/ziele/3",
    "/handlungsfelder",
    "/handlungsfelder/gruen-in-der-stadt",
    "/trialog",
    "/nachhaltigkeit",
    "/geld",
)
FUNNEL = "Vom Eingang bis zur Wirkung: wo alle Impulse stehen"
UNITED_NATIONS = "Beitrag zu den Zielen der Vereinten Nationen"


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(sample_city()[0].history)
        yield site


async def read(site: Site, path: str) -> Page:
    return Page((await site.page(path)).replace("\N{NO-BREAK SPACE}", " "))


def table(page: Page, caption: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    return {first: rest for first, *rest in page.tables[caption]}


async def test_a_field_of_action_tells_its_own_funnel(site: Site) -> None:
    page = await read(site, "/handlungsfelder/gruen-in-der-stadt")
    # All that were released without another field; one of them is internal.
    assert "Eingegangen sind 14 Impulse, davon 1 intern." in page.words
    assert table(page, FUNNEL) == {
        "Stand": ["Anzahl"],
        "In Prüfung": ["4"],
        "in der Bewertung": ["2"],
        "liegt dem Gemeinderat vor": ["1"],
        "zurückgestellt": ["1"],
        "Die Stadt sagt ja": ["3"],
        "angenommen": ["2"],
        "mit Bedingungen angenommen": ["1"],
        "Nicht umgesetzt oder anders erledigt": ["7"],
        "abgelehnt": ["3"],
        "abgegeben": ["1"],
        "zurückgezogen": ["1"],
        "mit einem anderen Impuls zusammengeführt": ["1"],
        "Umsetzung abgebrochen": ["1"],
        "Summe": ["14"],
    }
    assert table(page, "Entscheidungen") == {
        "Entscheidung": ["Anzahl"],
        "angenommen": ["3"],
        "mit Bedingungen angenommen": ["1"],
        "abgelehnt": ["3"],
        "zurückgestellt": ["1"],
        "abgegeben": ["1"],
    }
    assert table(page, "Impulse in diesem Handlungsfeld nach Ziel") == {
        "Ziel der Stadt": ["Anzahl"],
        "Dienstleistungsangebot": ["14"],
        "Nachhaltiges Verwaltungshandeln": ["14"],
    }
    assert "Noch ist bei keinem Impuls geprüft, was er bewirkt hat." in page.words
    # The wall was given up: its plan is gone, what it cost and got stays.
    assert "Maßnahmen 0 Bewilligte Fördermittel 1.000 € Bisher ausgegeben 2.500 €" in page.words


async def test_the_funnel_of_a_part_leads_to_the_same_impulses(site: Site) -> None:
    page = await site.page("/handlungsfelder/gruen-in-der-stadt")
    for query in ("status=rejected", "entscheidung=rejected"):
        first, second = sorted((query, "handlungsfeld=gruen-in-der-stadt"), key=_place)
        address = f"/impulse?{first}&amp;{second}"
        assert f'href="{address}"' in page
        assert "3 Impulse gefunden" in (await read(site, address.replace("&amp;", "&"))).words
    assert 'href="/impulse?handlungsfeld=gruen-in-der-stadt">Alle Impulse dazu' in page
    assert "Teeküche" not in page


def _place(parameter: str) -> int:
    return ("status", "entscheidung", "handlungsfeld").index(parameter.partition("=")[0])


async def test_a_goal_counts_impulses_of_all_fields(site: Site) -> None:
    page = await read(site, "/ziele/4")
    assert "Ziel 4: Nachhaltiges Verwaltungshandeln" in page.words
    assert table(page, "Impulse für dieses Ziel nach Handlungsfeld") == {
        "Handlungsfeld": ["Anzahl"],
        "Lebendige Innenstadt": ["1"],
        "Grün in der Stadt": ["14"],
        "Mobilität": ["5"],
    }
    assert table(page, FUNNEL)["Summe"] == ["20"]
    assert table(page, "Ergebnis der letzten Prüfung") == {"Ergebnis": ["Anzahl"], "Wirkung erreicht": ["1"]}
    # The fountain and the racks, 18.500 each; the racks know 5.000 of their funding only. Granted: 4.500 and, for the wall
    # that was given up, 999,50. Spent: 12.345,50 + 9.000 + 2.500 for the wall.
    assert (
        "Maßnahmen 2 Geplante Kosten 37.000 € Geplante Kosten pro Jahr 200 € Eigenanteil der Stadt 10.500 € "
        "Geplante Fördermittel 13.000 € Noch offen, wer zahlt 13.500 € Bewilligte Fördermittel 5.500 € "
        "Bisher ausgegeben 23.846 €"
    ) in page.words


@pytest.mark.parametrize(
    ("path", "cases"),
    [
        ("/handlungsfelder/gruen-in-der-stadt", ["G5", "G3", "G7", "G9", "G5", "G1", "G7"]),
        ("/handlungsfelder/mobilitaet", ["G1", "G1"]),
        ("/ziele/3", ["G1"]),
        ("/nachhaltigkeit", ["G5", "G3", "G7", "G9", "G5", *["G1"] * 5, "G7"]),
    ],
)
async def test_gains_and_losses_stand_side_by_side(site: Site, path: str, cases: list[str]) -> None:
    rows = table(await read(site, path), UNITED_NATIONS)
    results = [worked(case)["sdg"] for case in cases]
    expected = {
        f"{goal} {name}": f"schadet: {_sum(results, 'neg', goal)}, hilft: {_sum(results, 'pos', goal)}"
        for goal, name in SUSTAINABLE_DEVELOPMENT_GOALS.items()
        if path == "/nachhaltigkeit" or any(str(goal) in result[side] for result in results for side in result)
    }
    assert {name: cells[0] for name, cells in rows.items() if name != "Ziel"} == expected


def _sum(results: Iterable[dict[str, dict[str, str]]], side: str, goal: int) -> str:
    """The sum as the page writes it; every impulse counts in whole millionths."""
    found = [round(Fraction(result[side][str(goal)]) * 1_000_000) for result in results if str(goal) in result[side]]
    if not found:
        return "nicht erfasst"
    amount = (Decimal(sum(found)) / 1_000_000).quantize(Decimal("0.001"), ROUND_HALF_EVEN).normalize()
    return f"{amount:f}".replace(".", ",") + f" ({len(found)} Impuls{'' if len(found) == 1 else 'e'})"


async def test_sustainability_says_what_cannot_be_measured(site: Site) -> None:
    page = await read(site, "/nachhaltigkeit")
    assert "Bisher sind 11 Impulse bewertet." in page.words
    assert "Das ist nicht messbar, weil niemand diese Tonnen erfasst." in page.words


async def test_goals_and_fields_lead_to_their_reports(site: Site) -> None:
    goals, fields = await read(site, "/ziele"), await read(site, "/handlungsfelder")
    assert table(goals, "Impulse für jedes Ziel") == {
        "Ziel": ["In Prüfung", "Die Stadt sagt ja", "Nicht umgesetzt oder anders erledigt", "Zusammen"],
        "1. Verwaltungsentwicklung": ["0", "0", "0", "0"],
        "2. Dienstleistungsangebot": ["6", "6", "8", "20"],
        "3. Generationengerecht haushalten": ["0", "1", "0", "1"],
        "4. Nachhaltiges Verwaltungshandeln": ["6", "6", "8", "20"],
        "5. Beteiligung": ["0", "0", "0", "0"],
    }
    rows = table(fields, "Impulse in jedem Handlungsfeld")
    assert len(rows) == 15
    # Nobody has screened the one, and the other was never admitted.
    assert rows["Ohne Handlungsfeld"] == ["1", "0", "1", "2"]
    assert rows["Mobilität"] == ["2", "2", "1", "5"]
    assert rows["Summe"] == ["7", "7", "9", "23"]
    html = await site.page("/ziele") + await site.page("/handlungsfelder")
    assert 'href="/ziele/5"' in html
    assert 'href="/handlungsfelder/mobilitaet"' in html


async def test_money_is_summed_by_field_and_year(site: Site) -> None:
    page = await read(site, "/geld")
    assert (
        "Maßnahmen 3 Geplante Kosten 127.000 € Geplante Kosten pro Jahr 1.400 € Eigenanteil der Stadt 40.500 € "
        "Geplante Fördermittel 63.000 € Noch offen, wer zahlt 23.500 € Bewilligte Fördermittel 50.500 € "
        "Bisher ausgegeben 23.846 €"
    ) in page.words
    assert table(page, "Geld nach Handlungsfeld") == {
        "Handlungsfeld": [
            "Geplante Kosten",
            "Eigenanteil der Stadt",
            "Geplante Fördermittel",
            "Bewilligte Fördermittel",
            "Ausgegeben",
        ],
        "Lebendige Innenstadt": ["18.500 €", "10.500 €", "8.000 €", "nicht erfasst", "12.346 €"],
        "Grün in der Stadt": ["kein Plan", "kein Plan", "kein Plan", "1.000 €", "2.500 €"],
        "Mobilität": ["18.500 €", "nicht erfasst", "5.000 €", "4.500 €", "9.000 €"],
        "Bildung und Betreuung": ["90.000 €", "30.000 €", "50.000 €", "45.001 €", "nicht erfasst"],
        "Summe": ["127.000 €", "40.500 €", "63.000 €", "50.500 €", "23.846 €"],
    }
    assert table(page, "Geld nach Jahr")["2026"] == ["23.846 €", "50.500 €"]


async def test_the_trialog_shows_rounded_numbers_by_side_and_year(new_settings: NewSettings) -> None:
    city = City()
    for count in range(8):
        story = city.receive(f"Antrag {count}", origin="council", visibility="internal" if count < 2 else "public")
        if count < 7:
            story.release().decide("accepted" if count < 4 else "rejected", "Darum.")
    city.receive("Nicht zulässig", origin="administration").declare_inadmissible("Das ist Sache des Bundes.")
    for count in range(3):
        city.receive(f"Idee {count}").release().decide("deferred", "Später.", until=date(2027, 1, 4))
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        page = await read(site, "/trialog")
    sides, *rows = page.tables["Die drei Seiten nebeneinander"]
    assert sides == ["Was gezählt ist", "Stadtgesellschaft", "gemeinderätliche Gremien", "Stadtverwaltung"]
    # Council: 8 received, 6 public (75 %), 7 answered and decided, 4 of them accepted (57 %).
    counted = [
        ["Impulse", "5", "10", "0"],
        ["davon öffentlich", "zu wenige", "75 %", "zu wenige"],
        ["beantwortet", "0", "5", "0"],
        ["entschieden", "0", "5", "0"],
        ["davon angenommen", "zu wenige", "55 %", "zu wenige"],
    ]
    assert rows == [["Alle Jahre"], *counted, ["Eingegangen 2026"], *counted]
    assert "Alle Zahlen hier sind auf Vielfache von 5 gerundet" in page.words


async def test_an_empty_city_has_a_report(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        for path in PAGES:
            await site.page(path)
        assert "Dazu gibt es noch keinen Impuls." in await site.page("/ziele/3")
        assert "Noch ist keine Maßnahme geplant." in await site.page("/geld")
        assert "Es ist noch kein Impuls eingegangen." in await site.page("/trialog")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_of_the_report_is_kept_by_its_tag(site: Site, path: str) -> None:
    answer = await site.caller.get(path, headers=BROWSER)
    assert answer.headers["cache-control"] == "no-cache"
    again = await site.caller.get(path, headers=BROWSER | {"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert 'aria-label="Sie sind hier"' in answer.text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/ziele/6", "Dieses Ziel gibt es nicht."),
        ("/ziele/03", "Dieses Ziel gibt es nicht."),
        ("/ziele/x", "Dieses Ziel gibt es nicht."),
        ("/handlungsfelder/mondfahrt", "Dieses Handlungsfeld gibt es nicht."),
        ("/handlungsfelder/Mobilität", "Dieses Handlungsfeld gibt es nicht."),
    ],
)
async def test_a_part_that_does_not_exist_helps_on(site: Site, path: str, sentence: str) -> None:
    answer = await site.caller.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert sentence in answer.text
    assert 'href="/bericht"' in answer.text
    problem = await site.caller.get(path, headers={"Accept": "application/json"})
    assert problem.status_code == 404
    assert problem.json()["detail"] == sentence


async def test_a_part_names_its_feed(site: Site) -> None:
    for path in ("/ziele/3", "/handlungsfelder/gruen-in-der-stadt"):
        assert f'{path}/feed.atom">' in await site.page(path)


async def test_every_page_of_the_report_is_reached_from_the_start_page(site: Site) -> None:
    start, hub = await site.page("/"), await site.page("/bericht")
    for path in ("/bericht", "/ziele", "/handlungsfelder"):
        assert f'href="{path}"' in start
    for path in ("/ziele", "/handlungsfelder", "/trialog", "/nachhaltigkeit", "/geld"):
        assert f'href="{path}"' in hub
