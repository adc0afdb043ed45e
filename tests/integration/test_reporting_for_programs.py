"""What other sites, feed readers, maps and search engines get, on a real database."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import fromstring

import feedparser
import httpx
import pytest
from geojson_pydantic import FeatureCollection
from jsonschema import Draft202012Validator

from services.reporting.gazetteer import Gazetteer
from services.reporting.pages import search_engines
from shared.contracts.facts import ImpulseRedacted
from shared.contracts.topics import TextTopic
from shared.runtime.city import load_city
from tests.conftest import NewSettings
from tests.histories import History
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.integration.test_reporting_pages_api import HIDDEN
from tests.pages_in_browser import served
from tests.unit.reporting_pages.stories import CATALOGUE_ID, CATALOGUE_VERSION, City, Story, sample_city

pytestmark = pytest.mark.servers

HERE = "http://127.0.0.1:8080"
PLACES = {
    "Rathausplatz": True,
    "FÄHRPLATZ AM NECKARTALRADWEG": True,
    " Stadtpark , Wiese am Pavillon": True,
    "48.897, 9.192": True,
    "Bank bei (48.89712345/9.19287655)": True,
    "9.192, 48.897": False,
    "48.897, 19.192": False,
    "überall in der Stadt": False,
}


@pytest.fixture(scope="module")
def sample() -> tuple[City, dict[str, Story]]:
    city, stories = sample_city()
    for position, place in enumerate(PLACES):
        stories[place] = city.receive(f"Ort {position}", place=place).release("Mobilität")
    return city, stories


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings, sample: tuple[City, dict[str, Story]]) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(sample[0].history)
        yield site


@pytest.fixture(scope="module")
def stories(sample: tuple[City, dict[str, Story]]) -> dict[str, Story]:
    return sample[1]


async def get(site: Site, path: str, media_type: str, **query: Any) -> httpx.Response:
    answer = await site.caller.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return answer


async def feed(site: Site, path: str) -> Any:
    answer = await get(site, path, "application/atom+xml")
    found = feedparser.parse(answer.content)
    assert (found.bozo, found.version) == (False, "atom10"), found.get("bozo_exception")
    assert found.feed.id == HERE + path
    assert {link.rel: link.href for link in found.feed.links}["self"] == HERE + path
    assert found.feed.title
    assert found.feed.author == "Stadtverwaltung"
    for entry in found.entries:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.id)
        assert entry.title
        assert entry.summary
        assert entry.updated_parsed
        assert entry.link.startswith(f"{HERE}/impulse/")
    assert len({entry.id for entry in found.entries}) == len(found.entries)
    times = [entry.updated for entry in found.entries]
    assert times == sorted(times, reverse=True)
    return found


async def test_the_feed_has_the_impulses_as_they_changed(site: Site, stories: dict[str, Story]) -> None:
    found = await feed(site, "/feed.atom")
    assert found.feed.updated == found.entries[0].updated
    entries = {entry.id: entry for entry in found.entries}
    assert set(entries) == {story.id.urn for name, story in stories.items() if name not in HIDDEN}
    fountain = entries[stories["implemented"].id.urn]
    assert (fountain.title, fountain.summary) == ("Ein Trinkbrunnen für den Rathausplatz", "Stand: umgesetzt.")
    assert fountain.link == f"{HERE}/impulse/{stories['implemented'].number}"
    assert [tuple(tag.values()) for tag in fountain.tags] == [
        ("lebendige-innenstadt", f"{HERE}/handlungsfelder", "Lebendige Innenstadt"),
        ("2", f"{HERE}/ziele", "Dienstleistungsangebot"),
        ("4", f"{HERE}/ziele", "Nachhaltiges Verwaltungshandeln"),
    ]
    assert entries[stories["query"].id.urn].summary == "Stand: in der Bewertung, Rückfrage offen."


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/ziele/4/feed.atom", "Ziel: Nachhaltiges Verwaltungshandeln"),
        ("/handlungsfelder/mobilitaet/feed.atom", "Handlungsfeld: Mobilität"),
    ],
)
async def test_a_goal_and_a_field_have_feeds(site: Site, stories: dict[str, Story], path: str, title: str) -> None:
    found = await feed(site, path)
    assert found.feed.title == title
    numbers = {entry.link.rpartition("/")[2] for entry in found.entries}
    assert numbers >= {stories[place].number for place in PLACES}
    assert stories["inadmissible"].number not in numbers


async def test_the_feed_of_an_impulse_has_its_steps(site: Site, stories: dict[str, Story]) -> None:
    story = stories["implemented"]
    found = await feed(site, f"/impulse/{story.number}/feed.atom")
    assert found.feed.title == "Ein Trinkbrunnen für den Rathausplatz"
    assert [entry.title for entry in reversed(found.entries)] == [
        "Eingegangen",
        "Geprüft und freigegeben",
        "Bewertung begonnen",
        "Entscheidung veröffentlicht: angenommen",
        "Maßnahme geplant",
        "Umsetzungsstand: 40 %",
        "Umsetzungsstand: 90 %",
        "Maßnahme umgesetzt",
    ]
    assert found.entries[-1].summary == f"Impuls {story.number}. 2. März 2026."


@pytest.mark.parametrize(
    "path",
    [
        "/ziele/0/feed.atom",
        "/ziele/x/feed.atom",
        "/handlungsfelder/x/feed.atom",
        "/handlungsfelder/x/fragment",
        "/impulse/2030-0001/feed.atom",
        "/sitemap/0.xml",
        "/sitemap/2.xml",
        "/sitemap/99999999999999999999.xml",
        "/sitemap/x.xml",
    ],
)
async def test_what_is_not_there_is_a_page_with_ways_on(site: Site, path: str) -> None:
    answer = await site.caller.get(path, headers=BROWSER)
    assert (answer.status_code, 'action="/impulse"' in answer.text) == (404, True)


def words(html: str) -> list[str]:
    return [" ".join(unescape(line).split()) for line in re.sub(r"<[^>]+>", "\n", html).split("\n") if line.strip()]


def look_at_piece(html: str, level: int) -> None:
    """It can stand in any page."""
    assert re.fullmatch(r'<article class="impulswerk-\w+" lang="de">\n.*\n</article>', html, re.DOTALL)
    assert not re.search(r"<(html|head|body|script|style|link|img|iframe)|style=|\son\w+=|\sid=", html)
    assert set(re.findall(r"<h(\d)", html)) == {str(level)}
    assert all(name.startswith("impulswerk-") for each in re.findall(r'class="([^"]*)"', html) for name in each.split())
    assert all(address.startswith(f"{HERE}/") for address in re.findall(r'href="([^"]*)"', html))


@pytest.mark.parametrize("level", [2, 3, 4])
async def test_an_impulse_can_be_put_into_another_page(site: Site, stories: dict[str, Story], level: int) -> None:
    answer = await get(site, f"/impulse/{stories['implemented'].number}/fragment", "text/html", ebene=level)
    assert answer.headers["x-robots-tag"] == "noindex"
    look_at_piece(answer.text, level)
    assert words(answer.text) == [
        "Ein Trinkbrunnen für den Rathausplatz",
        "Stand: umgesetzt",
        "Die Stadt setzt diesen Impuls um.",
        "Maßnahme: umgesetzt",
        "Geändert am",
        "2. März 2026",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("under_way", "Maßnahme: zu 35 % umgesetzt"),
        ("abandoned", "Maßnahme: abgebrochen"),
        ("query", "Stand: in der Bewertung, Rückfrage offen"),
        ("deferred", "Die Stadt stellt diesen Impuls bis zum 4. Januar 2027 zurück."),
        ("imported", "Quelle des Textes"),
    ],
)
async def test_a_piece_says_where_an_impulse_stands(
    site: Site, stories: dict[str, Story], name: str, sentence: str
) -> None:
    answer = await get(site, f"/impulse/{stories[name].number}/fragment", "text/html")
    assert sentence in words(answer.text)


async def test_a_field_can_be_put_into_another_page(site: Site, stories: dict[str, Story]) -> None:
    answer = await get(site, "/handlungsfelder/mobilitaet/fragment", "text/html", ebene=4)
    look_at_piece(answer.text, 4)
    shown = words(answer.text)
    listed = (await get(site, "/api/v1/impulses", "application/json", field="Mobilität")).json()["total"]
    assert shown[:2] == ["Mobilität", f"{listed} Impulse"]
    groups = [int(number) for number in re.findall(r"<li>[^<]*: (\d+)</li>", answer.text)]
    assert sum(groups) == listed
    assert answer.text.count("/impulse/") == 5


async def test_an_empty_field_is_whole(site: Site) -> None:
    answer = await get(site, "/handlungsfelder/kulturelles-leben/fragment", "text/html")
    look_at_piece(answer.text, 3)
    assert words(answer.text) == ["Kulturelles Leben", "0 Impulse"]


@pytest.mark.parametrize("level", ["1", "5", "x", ""])
async def test_another_level_is_refused(site: Site, stories: dict[str, Story], level: str) -> None:
    answer = await site.caller.get(f"/impulse/{stories['implemented'].number}/fragment?ebene={level}")
    assert (answer.status_code, answer.json()["field"]) == (422, "ebene")


async def test_the_map_has_exactly_what_the_gazetteer_finds(site: Site, stories: dict[str, Story]) -> None:
    answer = await get(site, "/api/v1/places.geojson", "application/geo+json", limit=200)
    FeatureCollection.model_validate(answer.json())
    features = {each["properties"]["number"]: each for each in answer.json()["features"]}
    gazetteer = Gazetteer.of(load_city())
    for place, is_known in PLACES.items():
        story, point = stories[place], gazetteer.find(place)
        assert ((point is not None), (story.number in features)) == (is_known, is_known), place
        if point is not None:
            assert features[story.number] == {
                "type": "Feature",
                "id": str(story.id),
                "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
                "properties": {
                    "number": story.number,
                    "title": features[story.number]["properties"]["title"],
                    "status": "in_assessment",
                    "url": f"{HERE}/impulse/{story.number}",
                    "place": place,
                },
            }
    assert features[stories["implemented"].number]["properties"]["title"] == "Ein Trinkbrunnen für den Rathausplatz"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"status": "implemented"}, ["implemented"]),
        ({"decision": "accepted"}, ["implemented"]),
        ({"field": "Lebendige Innenstadt"}, ["implemented"]),
        ({"goal": "2"}, ["implemented", "assessment", *(place for place, is_known in PLACES.items() if is_known)]),
        ({"goal": "1"}, []),
        ({"origin": "council"}, []),
        ({"year": "2025"}, []),
        ({"q": "Trinkbrunn"}, ["implemented"]),
        ({"q": "2026-0017"}, ["implemented"]),
        ({"q": "Trinkbrunnen", "status": "rejected"}, []),
        ({"q": "'\0:*"}, []),
    ],
)
async def test_the_map_takes_the_filters_of_the_list(
    site: Site, stories: dict[str, Story], query: dict[str, str], names: list[str]
) -> None:
    found = (await get(site, "/api/v1/places.geojson", "application/geo+json", **query)).json()
    assert {each["properties"]["number"] for each in found["features"]} == {stories[name].number for name in names}


@pytest.mark.parametrize("path", ["/api/v1/impulses", "/api/v1/places.geojson"])
async def test_a_header_leads_from_page_to_page(site: Site, path: str) -> None:
    whole = (await site.caller.get(path, params={"field": "Mobilität", "limit": 200})).json()
    key = "items" if "items" in whole else "features"
    seen: list[Any] = []
    address: str | None = f"{path}?field=Mobilit%C3%A4t&limit=2"
    while address is not None:
        answer = await site.caller.get(address)
        seen += answer.json()[key]
        following = answer.links.get("next")
        address = None if following is None else following["url"].removeprefix(HERE)
        assert (address is None) == (answer.json()["next"] is None)
    assert seen == whole[key]
    assert len(seen) > 4


async def test_many_are_cut_into_parts(new_settings: NewSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_engines, "LARGEST_PART", 20)
    city = City()
    numbers = [city.receive(f"Bank {count}").release().number for count in range(51)]
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        assert len((await feed(site, "/feed.atom")).entries) == 50
        index = await locations(site, "/sitemap.xml")
        assert [each.removeprefix(f"{HERE}/sitemap/") for each in index] == ["seiten.xml", "1.xml", "2.xml", "3.xml"]
        parts = [await locations(site, each.removeprefix(HERE)) for each in index[1:]]
        assert [len(part) for part in parts] == [20, 20, 11]
        assert [address for part in parts for address in part] == [f"{HERE}/impulse/{number}" for number in numbers]


async def test_an_empty_city_has_it_all(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        assert (await feed(site, "/feed.atom")).entries == []
        assert await locations(site, "/sitemap.xml") == [f"{HERE}/sitemap/seiten.xml"]
        assert (await get(site, "/api/v1/places.geojson", "application/geo+json")).json()["features"] == []


async def locations(site: Site, path: str) -> list[str]:
    root = fromstring((await get(site, path, "application/xml")).content)
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag in {f"{namespace}urlset", f"{namespace}sitemapindex"}
    return [each.findtext(f"{namespace}loc") or "" for each in root]


async def test_the_sitemap_has_every_page(site: Site, stories: dict[str, Story]) -> None:
    pages = await locations(site, "/sitemap/seiten.xml")
    assert {
        f"{HERE}{path}" for path in ("/", "/impulse", "/methode", "/listen/versprochen", "/api", "/impressum")
    } <= set(pages)
    impulses = await locations(site, "/sitemap/1.xml")
    assert impulses == sorted(f"{HERE}/impulse/{each.number}" for name, each in stories.items() if name not in HIDDEN)
    for address in (*pages, impulses[0]):
        await site.page(address.removeprefix(HERE))
    text = (await get(site, "/sitemap/1.xml", "application/xml")).text
    fountain = f"{HERE}/impulse/{stories['implemented'].number}"
    changed = (await get(site, f"/api/v1/impulses/{stories['implemented'].number}", "application/json")).json()
    assert f"<loc>{fountain}</loc><lastmod>{changed['updated_at'][:19]}+00:00</lastmod>" in text


async def test_robots_find_the_sitemap(site: Site) -> None:
    lines = (await get(site, "/robots.txt", "text/plain")).text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Allow: /", "Disallow: /*/fragment", "Disallow: /vorschau", f"Sitemap: {HERE}/sitemap.xml"} <= set(lines)


async def test_an_impulse_describes_itself_in_terms_of_schema_org(site: Site, stories: dict[str, Story]) -> None:
    story = stories["implemented"]
    found = (await get(site, f"/impulse/{story.number}/schema.jsonld", "application/ld+json")).json()
    assert (found["@context"], found["@type"]) == ("https://schema.org", "CreativeWork")
    assert found["@id"] == found["url"] == f"{HERE}/impulse/{story.number}"
    assert (found["creativeWorkStatus"], found["dateCreated"]) == ("umgesetzt", "2026-03-02")
    assert [each["name"] for each in found["about"]] == [
        "Lebendige Innenstadt",
        "Dienstleistungsangebot",
        "Nachhaltiges Verwaltungshandeln",
    ]
    assert found["spatialCoverage"] == {
        "@type": "Place",
        "name": "Rathausplatz",
        "geo": {"@type": "GeoCoordinates", "latitude": 48.8973, "longitude": 9.1918},
    }
    assert found["publisher"]["name"] == "Stadtverwaltung"
    assert "license" not in found
    imported = (await get(site, f"/impulse/{stories['imported'].number}/schema.jsonld", "application/ld+json")).json()
    assert imported["isBasedOn"] == "https://beteiligung.example/vorschlag/17"
    assert imported["license"] == {"@type": "CreativeWork", "name": "CC BY 4.0"}


async def test_the_site_describes_its_search_and_its_data(site: Site) -> None:
    whole = (await get(site, "/schema.jsonld", "application/ld+json")).json()
    found = {each["@type"]: each for each in whole["@graph"]}
    search = found["WebSite"]["potentialAction"]["target"]["urlTemplate"].removeprefix(HERE)
    assert "Trinkbrunnen" in await site.page(search.replace("{search_term_string}", "Trinkbrunnen"))
    for each in found["Dataset"]["distribution"]:
        await get(site, each["contentUrl"].removeprefix(HERE), each["encodingFormat"])


async def test_heads_of_pages_name_the_same_in_other_forms(site: Site, stories: dict[str, Story]) -> None:
    number = stories["implemented"].number
    expected = {
        "/": {"/feed.atom", "/schema.jsonld"},
        "/impulse": {"/feed.atom", "/schema.jsonld"},
        f"/impulse/{number}": {
            "/feed.atom",
            "/schema.jsonld",
            f"/impulse/{number}/feed.atom",
            f"/impulse/{number}/schema.jsonld",
            f"/api/v1/impulses/{number}",
        },
    }
    for page, addresses in expected.items():
        head = (await site.page(page)).partition("</head>")[0]
        found = re.findall(r'<link rel="alternate" type="([^"]+)"(?: title="[^"]+")? href="([^"]+)">', head)
        assert {address.removeprefix(HERE) for _, address in found} == addresses
        for media_type, address in found:
            await get(site, address.removeprefix(HERE), media_type)


async def test_every_example_of_the_page_for_programs_works(site: Site, stories: dict[str, Story]) -> None:
    page = (await site.page("/api")).replace("2026-0412", stories["implemented"].number)
    main = page[page.index("<main") : page.index("</main>")]
    examples = set(re.findall(rf">({HERE}[^<]+)<", main))
    assert len(examples) > 12
    for address in examples:
        answer = await site.caller.get(unescape(address).removeprefix(HERE))
        assert answer.status_code == 200, address
    two = (await site.caller.get("/api/v1/impulses?decision=accepted&limit=2")).json()["items"]
    assert [each["decision"] for each in two] == ["accepted", "accepted"]


async def test_the_program_of_the_page_for_programs_prints_the_whole_list(
    site: Site, stories: dict[str, Story]
) -> None:
    found = re.search(r"<pre[^>]*><code>(.+?)</code>", await site.page("/api"), re.DOTALL)
    assert found is not None
    async with served(site.app, lifespan=False) as address:
        program = unescape(found[1]).replace(HERE, address)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        printed, problems = await process.communicate()
    assert problems == b""
    numbers = [line.split()[0] for line in printed.decode().splitlines()]
    assert sorted(numbers) == sorted(each.number for name, each in stories.items() if name not in HIDDEN)


async def test_the_page_for_programs_knows_every_parameter(site: Site) -> None:
    description = (await site.caller.get("/openapi.json")).json()
    page = await site.page("/api")
    told = re.findall(r'<th scope="row"[^>]*><code>(\w+)</code>', page)
    for path in ("/api/v1/impulses", "/api/v1/places.geojson"):
        assert sorted(told) == sorted(each["name"] for each in description["paths"][path]["get"]["parameters"])


async def test_answers_are_as_the_api_describes_them(site: Site, stories: dict[str, Story]) -> None:
    description = (await site.caller.get("/openapi.json")).json()
    values = {
        "reference": stories["implemented"].number,
        "catalogue_id": CATALOGUE_ID,
        "version": CATALOGUE_VERSION,
    }
    for path, operations in description["paths"].items():
        answer = await site.caller.get(path.format(**values))
        assert set(operations) == {"get"}
        described = operations["get"]["responses"]
        assert {"200", "304", "default"} <= set(described)
        schema = described["200"]["content"][answer.headers["content-type"]]["schema"]
        Draft202012Validator(schema | {"components": description["components"]}).validate(answer.json())
    for path in ("/api/v1/impulses", "/api/v1/places.geojson"):
        assert "Link" in description["paths"][path]["get"]["responses"]["200"]["headers"]


# What nobody may read any more, or not yet.

WORDS = {"internal": "Teekesselchen", "screening": "Dackelwiese", "erased": "Kanarienvogel"}
LISTS = (
    "/feed.atom",
    "/ziele/2/feed.atom",
    "/handlungsfelder/gruen-in-der-stadt/feed.atom",
    "/handlungsfelder/gruen-in-der-stadt/fragment",
    "/api/v1/places.geojson",
    "/api/v1/impulses",
    "/sitemap/1.xml",
)
OWN = ("feed.atom", "fragment", "schema.jsonld")


@pytest.fixture(scope="module")
async def erasing(new_settings: NewSettings) -> AsyncIterator[tuple[Site, dict[str, Story], dict[str, httpx.Response]]]:
    """A site with an impulse of each kind, and its answers before one of them was erased."""
    city = City()
    stories = {
        "internal": city.receive(WORDS["internal"], place="Rathausplatz", visibility="internal"),
        "screening": city.receive(WORDS["screening"], place="Rathausplatz"),
        "erased": city.receive(WORDS["erased"], WORDS["erased"], place="Kirchplatz"),
    }
    for name in ("internal", "erased"):
        stories[name].release()
    city.history.text(TextTopic.IMPULSE_TEXTS, stories["screening"].text)
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        before = {path: await site.caller.get(path) for path in [*LISTS, *own_paths(stories["erased"])]}
        later = History()
        later.fact(ImpulseRedacted(impulse_id=stories["erased"].id, cause="request", up_to_text_version=1))
        await site.project(later)
        yield site, stories, before


def own_paths(story: Story) -> list[str]:
    return [f"/impulse/{story.number}/{each}" for each in OWN]


@pytest.mark.parametrize("name", HIDDEN)
async def test_what_is_not_public_has_no_documents(
    erasing: tuple[Site, dict[str, Story], dict[str, httpx.Response]], name: str
) -> None:
    site, stories, _ = erasing
    for path in own_paths(stories[name]):
        answer = await site.caller.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "reporting.impulse_unknown")


@pytest.mark.parametrize("path", [*LISTS, *OWN])
async def test_nobody_reads_what_is_internal_not_released_or_erased(
    erasing: tuple[Site, dict[str, Story], dict[str, httpx.Response]], path: str
) -> None:
    site, stories, before = erasing
    address = path if path.startswith("/") else f"/impulse/{stories['erased'].number}/{path}"
    known = before[address]
    assert stories["erased"].number in known.text
    answer = await site.caller.get(address, headers={"If-None-Match": known.headers["etag"]})
    if path == "/sitemap/1.xml":  # numbers and times only
        assert answer.status_code == 304
        answer = known
    else:
        assert (answer.status_code, WORDS["erased"] in known.text) == (200, True)
    for word in (*WORDS.values(), "Kirchplatz", "Rathausplatz", *(stories[name].number for name in HIDDEN)):
        assert word not in answer.text
    assert (stories["erased"].number in answer.text) == (path != "/api/v1/places.geojson")
