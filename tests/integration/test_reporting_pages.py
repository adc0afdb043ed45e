"""The public pages on a real database, as they are sent."""

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import quote

import pytest

from shared.contracts.facts import CatalogueActivated
from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.unit.reporting_pages.stories import CATALOGUE_ID, City, Story, sample_city, worked

pytestmark = pytest.mark.servers

FIRST_VIEW_BYTES = 100_000


@pytest.fixture(scope="module")
def sample() -> tuple[City, dict[str, Story]]:
    return sample_city()


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings, sample: tuple[City, dict[str, Story]]) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(sample[0].history)
        yield site


@pytest.fixture(scope="module")
def stories(sample: tuple[City, dict[str, Story]]) -> dict[str, Story]:
    return sample[1]


def words(page: str) -> str:
    """What a person reads in the main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


async def read(site: Site, story: Story) -> str:
    return words(await site.page(f"/impulse/{story.number}"))


async def test_the_overview_shows_that_the_funnel_adds_up(site: Site, stories: dict[str, Story]) -> None:
    shown = words(await site.page("/"))
    assert f"Eingegangen sind {len(stories)} Impulse, davon 1 intern." in shown
    table = shown[shown.index("Stand Anzahl") : shown.index("Was daraus wird")]
    groups = [int(number) for number in re.findall(r"(?:In Prüfung|ja|anders erledigt) (\d+)", table)]
    assert len(groups) == 3
    assert sum(groups) == len(stories)
    assert table.strip().endswith(f"Summe {len(stories)}")
    assert "Innerhalb von drei Monaten" in shown


async def test_the_overview_tells_the_last_ten_changes_and_nothing_internal(site: Site) -> None:
    page = await site.page("/")
    assert len(set(re.findall(r'href="/impulse/(\d{4}-\d+)"', page))) == 10
    assert "Teeküche" not in page
    assert "Dackelwiese" not in page


async def test_an_empty_city_has_all_its_pages(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        assert "Es ist noch kein Impuls eingegangen." in await site.page("/")
        assert "Noch ist kein Impuls veröffentlicht." in await site.page("/impulse")
        assert "Noch ist kein Kriterienkatalog in Kraft." in await site.page("/methode")


async def test_the_page_of_an_impulse_tells_its_whole_story(site: Site, stories: dict[str, Story]) -> None:
    shown = await read(site, stories["implemented"])
    in_order = [
        "Ein Trinkbrunnen für den Rathausplatz",
        "umgesetzt",
        "Die Stadt setzt diesen Impuls um.",
        "Im Juli hatten wir auf dem Wochenmarkt 36 Grad.",
        "Nummer 2026-0017",
        "Eingegangen 2. März 2026",
        "Maßnahme umgesetzt 2. März 2026 , jetzt",
        "Prüfung der Wirkung noch offen",
        "Kostenloses Trinkwasser hilft an heißen Tagen sehr vielen Menschen.",
        "Die Entscheidung folgt der Empfehlung aus der Bewertung: umsetzen.",
        "Was bewertet wurde Ein barrierefreier Trinkbrunnen mit Flaschenfüller.",
        "zwei Personen aus: Klima, Energie und Umwelt, Stadtplanung und Vermessung",
        "Verwaltungsentwicklung +1,17 ▲ spricht dafür",
        "Beteiligung +0,25 ● gemischt",
        "Gesamtwert: S = 61/80 (0,76)",
        "Bedarfsgerechte Leistung (+2): Der Bedarf ist hoch und belegt und wird deutlich besser gedeckt",
        "Rechtmäßigkeit: ✓ erfüllt (Fachstelle: Rechtsamt)",
        "Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu 53 % anders wäre.",
        "Die Grenzwerte sind vorläufig.",
        "11 Nachhaltige Städte und Gemeinden schadet: nicht erfasst, hilft: 0,141",
        "impulswerk score stimmen.json --catalogue katalog.json",
        "Bewertet nach dem Kriterienkatalog, Fassung 1.0.0",
        "Maßnahme: Trinkbrunnen mit Flaschenfüller",
        "Umsetzungsstand: 100 %",
        "Geplante Kosten 18.500 €",
        "Der Brunnen läuft.",
    ]
    place = 0
    for sentence in in_order:
        assert sentence in shown[place:], f"{sentence} is missing, or stands too early"
        place = shown.index(sentence, place)


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("imported", ["Quelle: https://beteiligung.example/vorschlag/17", "Lizenz: CC BY 4.0", "13. September 2017"]),
        ("query", ["in der Bewertung", "Rückfrage offen"]),
        ("council", ["liegt dem Gemeinderat vor", "Beschluss des Gemeinderats 20. Mai 2026", "Vorlage 45/26 Sitzung am"]),
        ("inadmissible", ["Der Impuls kann nicht bewertet werden.", "Das ist Sache des Bundes.", "nicht öffentlich"]),
        ("handed_over", ["Wir haben den Impuls übergeben an: verkehrsverbund.", "Zuständig ist der Verkehrsverbund."]),
        ("direct", ["Wir tauschen die Kette bis Mai.", "Darum gab es keine Bewertung mit Punkten."]),
        ("conditions", ["Bedingungen Nur mit Strom vom eigenen Dach.", "steigt von −2 auf +1."]),
        ("excluded", ["Eine Voraussetzung ist nicht erfüllt: „Gleichheitsgrundsätze“.", "✗ nicht erfüllt"]),
        ("rejected", ["passt nicht zu dem Satz: „Wir arbeiten an bestmöglichen Lösungen für die Menschen"]),
        ("deferred", ["bis zum 4. Januar 2027 zurück", "Die Gutachten kamen zu verschiedenen Ergebnissen"]),
        ("deviating", ["Anders als empfohlen", "mit Bedingungen umsetzen", "zum Klima", "als zu eng an", "Drittes Gutachten"]),
        ("abandoned", ["Umsetzung abgebrochen", "Warum abgebrochen wurde Die Wand trägt das Gewicht nicht."]),
    ],
)  # fmt: skip
async def test_each_kind_of_impulse_says_what_is_special(
    name: str, sentences: list[str], site: Site, stories: dict[str, Story]
) -> None:
    shown = await read(site, stories[name])
    for sentence in sentences:
        assert sentence in shown


async def test_an_id_leads_to_the_page_with_the_number(site: Site, stories: dict[str, Story]) -> None:
    story = stories["implemented"]
    answer = await site.caller.get(f"/impulse/{story.id}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/impulse/{story.number}")


@pytest.mark.parametrize(
    ("same", "other", "shown"),
    [
        (3, 1, "weniger als 5 Fälle. Darum nennen wir noch keinen Anteil."),
        (3, 2, "Bisher sind das 5 Fälle. In 60 % davon kam dasselbe heraus."),
    ],
)
async def test_the_method_says_how_often_short_assessments_were_confirmed(
    new_settings: NewSettings, same: int, other: int, shown: str
) -> None:
    city = City()
    city.activate_catalogue()
    for short_class in ["UMSETZEN"] * same + ["NICHT_UMSETZEN"] * other:
        city.receive("Bank").release().decide("accepted", "Passt.", worked("G1"), short_class=short_class)
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        assert shown in words(await site.page("/methode"))
        assert shown in words(await site.page(f"/methode/{CATALOGUE_ID}/1.0.0"))


async def test_what_people_wrote_stays_text(new_settings: NewSettings) -> None:
    city = City()
    story = city.receive("<script>alert(1)</script>", "<b>fett</b>\nzweite Zeile").release()
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        for address in ("/", "/impulse", f"/impulse/{story.number}", "/impulse?q=%22%3E%3Cscript%3E"):
            page = await site.page(address)
            assert "<script" not in page
        page = await site.page(f"/impulse/{story.number}")
        assert "&lt;b&gt;fett&lt;/b&gt;\nzweite Zeile" in page


async def test_a_decision_before_its_catalogue_and_its_texts_has_a_page(new_settings: NewSettings) -> None:
    full, stories = sample_city()
    story = stories["implemented"]
    only_facts = City()
    only_facts.history.published = [
        (topic, what)
        for topic, what in full.history.published
        if topic.endswith((".impulses.v1", ".assessments.v1", ".measures.v1")) and what.subject == str(story.id)  # type: ignore[union-attr]
    ]
    async with reporting_site(await new_settings()) as site:
        await site.project(only_facts.history)
        shown = words(await site.page(f"/impulse/{story.number}"))
        assert "Impuls 2026-0017" in shown
        assert "Der Text dieses Impulses ist nicht öffentlich." in shown
        assert "S = 61/80 (0,76)" in shown


async def test_the_list_is_narrowed_by_an_address(site: Site, stories: dict[str, Story]) -> None:
    page = await site.page("/impulse?q=&status=in_assessment&herkunft=council&handlungsfeld=mobilitaet")
    assert "1 Impuls gefunden" in words(page)
    assert f"/impulse/{stories['query'].number}" in page
    assert '<option value="council" selected>' in page
    assert "abgelehnt (3)" in await site.page("/impulse")
    assert "Dazu gibt es keinen Impuls." in await site.page("/impulse?q=Nilpferd")


async def test_more_of_the_list_is_a_plain_link_that_keeps_the_filters(new_settings: NewSettings) -> None:
    city = City()
    for count in range(45):
        city.receive(f"Bank {count}").release()
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        address = "/impulse?q=Bank&status=in_assessment"
        seen: list[str] = []
        for expected in (20, 20, 5):
            page = await site.page(address)
            assert "45 Impulse gefunden" in words(page)
            found = re.findall(r'href="/impulse/(\d{4}-\d+)"', page)
            assert len(found) == expected
            seen += found
            following = re.search(r'rel="next" href="([^"]+)">Nächste Seite', page)
            assert (following is None) == (expected == 5)
            if following is not None:
                address = unescape(following[1])
                assert "q=Bank&status=in_assessment&cursor=" in address
        assert len(set(seen)) == 45
        assert (
            '<a class="kern-link kern-link--no-visited-state" href="/impulse?q=Bank&amp;status=in_assessment">' in page
        )


@pytest.mark.parametrize("query", ["status=x", "herkunft=x", "handlungsfeld=x", "cursor=x", f"q={'x' * 300}"])
async def test_a_wrong_address_of_the_list_is_explained(site: Site, query: str) -> None:
    answer = await site.caller.get(f"/impulse?{query}", headers=BROWSER)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_method_explains_scale_limits_and_criteria(site: Site) -> None:
    for address in ("/methode", f"/methode/{CATALOGUE_ID}/1.0.0"):
        shown = words(await site.page(address))
        for sentence in (
            "Die Grenzwerte sind vorläufig",
            "Handlungsleitbild (Leitsatz) 20",
            "oder S liegt unter 0.",
            "S liegt unter 0,5, ein Bereich liegt unter −0,5",
            "Ist es erlaubt, den Impuls so umzusetzen?",
            "+2: Für viele oder für besonders Betroffene wird es deutlich und auf Dauer besser.",
        ):
            assert sentence in shown


async def test_the_method_is_worked_through_with_the_impulse_decided_last(site: Site) -> None:
    page = await site.page("/methode")
    number = re.search(
        r'als letzter mit diesem Katalog entschieden wurde: <a class="kern-link" href="/impulse/(2026-\d+)"', page
    )
    assert number is not None
    result = (await site.caller.get(f"/impulse/{number[1]}/nachrechnen.json")).json()["result"]
    assert f"S = {result['S']} (" in words(page)
    for value in result["D"].values():
        assert value.replace("-", "−") in words(page)


async def test_changes_of_the_catalogue_are_told(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        city = City()
        city.activate_catalogue()
        activated = city.history.published[-1][1]
        assert isinstance(activated, CatalogueActivated)
        newer = activated.data()
        newer["catalogue_version"] = newer["catalogue"]["version"] = "2.0.0"
        newer["catalogue"]["changes_de"] = {"2.0.0": "Das Klima zählt mehr."}
        for dimension in newer["catalogue"]["dimensions"]:
            if dimension["id"] in {"Z1", "Z4"}:
                dimension["weight"] += 5 if dimension["id"] == "Z4" else -5
        city.history.fact(CatalogueActivated.model_validate(newer))
        await site.project(city.history)
        shown = words(await site.page("/methode"))
        assert "Fassung 2.0.0 In Kraft seit" in shown
        assert "Das Klima zählt mehr. Anderes Gewicht: Verwaltungsentwicklung, vorher 15, jetzt 10." in shown
        assert "Noch ist kein Impuls mit diesem Katalog entschieden." in shown


@pytest.mark.parametrize("address", ["/gibt-es-nicht", "/impulse/2030-0001", "/methode/nichts/1.0.0", "/impulse/x/y/z"])
async def test_a_page_that_is_not_there_helps_on(site: Site, address: str) -> None:
    answer = await site.caller.get(address, headers=BROWSER | {"If-None-Match": "*"})
    assert answer.status_code == 404
    assert 'action="/impulse"' in answer.text
    assert 'href="/impulse"' in answer.text


async def test_a_barrier_is_reported_for_a_page_of_ours_only(site: Site) -> None:
    ours = "http://127.0.0.1:8080/impulse/2026-0001"
    page = await site.page(f"/barriere-melden?seite={quote(ours, safe='')}")
    assert f'href="{ours}"' in page
    assert "mailto:barrierefreiheit@musterstadt.example?subject=Barriere%20auf%20http" in page
    for foreign in ("https://evil.example/", "javascript:alert(1)", "http://127.0.0.1:8080.evil.example/"):
        assert foreign not in await site.page(f"/barriere-melden?seite={quote(foreign, safe='')}")


@pytest.mark.parametrize(
    "address", ["/barrierefreiheit", "/datenschutz", "/impressum", "/leichte-sprache", "/gebaerdensprache"]
)
async def test_legal_pages_are_there(site: Site, address: str) -> None:
    assert "Musterstadt" in words(await site.page(address))


async def test_every_link_inside_leads_somewhere(site: Site) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        answer = await site.caller.get(address, headers=BROWSER)
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            page = answer.text.replace("http://127.0.0.1:8080", "")
            waiting += [unescape(link) for link in re.findall(r'href="(/[^"#]*)', page)]
    assert len(seen) > 30


async def test_a_first_view_is_light_and_loads_nothing_from_elsewhere(site: Site, stories: dict[str, Story]) -> None:
    for address in ("/", "/impulse", f"/impulse/{stories['implemented'].number}", "/methode", "/ziele/4", "/daten"):
        answer = await site.caller.get(address, headers=BROWSER | {"Accept-Encoding": "gzip"})
        assert "<script" not in answer.text
        page = int(answer.headers["content-length"])
        for asset in re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]+)"', answer.text):
            assert asset.startswith("/static/")
            loaded = await site.caller.get(asset, headers={"Accept-Encoding": "br"})
            page += int(loaded.headers["content-length"])
            if asset.endswith(".css"):
                for font in set(re.findall(r"url\(\"?([^)\"]+\.woff2)", loaded.text)):
                    assert not font.startswith(("http", "//"))
                    name = font.rpartition("/")[2]
                    page += int((await site.caller.get(f"/static/{name}")).headers["content-length"])
        assert page <= FIRST_VIEW_BYTES, f"{address}: {page} bytes"


async def test_a_report_tells_where_a_merged_impulse_goes_on(site: Site, stories: dict[str, Story]) -> None:
    merged, target = stories["merged"], stories["implemented"]
    assert f"Dafür geht es hier weiter: Ein Trinkbrunnen für den Rathausplatz (Nummer {target.number})" in await read(
        site, merged
    )
    assert f"Dieser Impuls steht auch für: Wasser für alle (Nummer {merged.number})" in await read(site, target)


async def test_a_report_follows_a_measure_to_its_effect(site: Site, stories: dict[str, Story]) -> None:
    shown = await read(site, stories["reviewed"])
    for words_of_it in (
        "Die Stadt setzt diesen Impuls bis zum 1. August 2026 um.",
        "Das ist schon geschafft Der Platz ist vermessen. ( 1. Juni 2026 )",
        "Bewilligte Fördermittel 4.500 €",
        "Wirkung erreicht",
        "3 Monate nach dem Ende der Maßnahme",
        "Zufrieden sind 80 % von 10 Befragten",
    ):
        assert words_of_it in shown
    linked = await read(site, stories["linked"])
    assert "Der Plan steht bei diesem Impuls: Fahrradbügel am Bahnhof" in linked


async def test_what_was_erased_is_gone_and_the_page_says_why(site: Site, stories: dict[str, Story]) -> None:
    redacted = stories["redacted"]
    shown = await read(site, redacted)
    assert "Texte wurden entfernt" in shown
    assert "In den Texten stand etwas über andere Menschen." in shown
    assert "Die Stadt setzt diesen Impuls nicht um." in shown
    for path in ("/", "/impulse", f"/impulse/{redacted.number}", "/impulse?q=Beispielgasse", "/impulse?q=Frau+Beispil"):
        page = await site.page(path)
        assert "Frau Beispiel" not in page
        assert "Darüber entscheidet niemand hier" not in page
