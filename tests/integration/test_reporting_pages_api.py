"""The public API on a real database."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.reporting.queries import list_impulses as listing
from tests.conftest import NewSettings
from tests.integration.reporting_site import Site, reporting_site
from tests.unit.reporting_pages.stories import CATALOGUE_ID, CATALOGUE_VERSION, City, Story, sample_city

pytestmark = pytest.mark.servers

HIDDEN = ("screening", "internal")


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


async def get(site: Site, path: str, **query: Any) -> Any:
    answer = await site.caller.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def numbers(site: Site, **query: Any) -> list[str]:
    return [item["number"] for item in (await get(site, "/api/v1/impulses", **query))["items"]]


async def test_the_list_holds_every_public_impulse_with_exactly_its_fields(
    site: Site, stories: dict[str, Story]
) -> None:
    found = await get(site, "/api/v1/impulses")
    assert found["total"] == len(found["items"]) == len(stories) - len(HIDDEN)
    assert found["next"] is None
    assert {item["number"] for item in found["items"]} == {
        story.number for name, story in stories.items() if name not in HIDDEN
    }
    for item in found["items"]:
        assert set(item) == {
            "id", "number", "title", "status", "decision", "origin", "field_of_action", "strategic_goals", "received_on",
            "updated_at",
        }  # fmt: skip
    times = [item["updated_at"] for item in found["items"]]
    assert times == sorted(times, reverse=True)
    by_number = {item["number"]: item for item in found["items"]}
    assert by_number[stories["implemented"].number]["status"] == "implemented"
    assert by_number[stories["implemented"].number]["decision"] == "accepted"
    assert by_number[stories["assessment"].number]["decision"] is None


@pytest.mark.parametrize("limit", [1, 3, 5, 200])
async def test_pages_together_are_the_whole_list_without_repetition(site: Site, limit: int) -> None:
    whole = await numbers(site)
    seen: list[str] = []
    cursor = ""
    for _ in range(len(whole) + 1):
        page = await get(site, "/api/v1/impulses", limit=limit, cursor=cursor)
        assert page["total"] == len(whole)
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == whole


async def test_impulses_changed_at_the_same_moment_keep_one_order(new_settings: NewSettings) -> None:
    city = City()
    for count in range(30):
        city.receive(f"Impuls {count}").release()
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        await site.pool.execute("UPDATE impulses SET updated_at = '2026-03-02T08:00:00Z'")
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await get(site, "/api/v1/impulses", limit=7, cursor=cursor)
            seen += [item["number"] for item in page["items"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 30


async def test_the_first_page_has_fifty(new_settings: NewSettings) -> None:
    city = City()
    for count in range(51):
        city.receive(f"Impuls {count}").release()
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        page = await get(site, "/api/v1/impulses")
        assert (len(page["items"]), page["total"]) == (50, 51)
        assert len((await get(site, "/api/v1/impulses", cursor=page["next"]))["items"]) == 1


async def test_words_that_many_hold_are_listed_to_the_end_and_not_counted(
    new_settings: NewSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 10)
    city = City()
    received = [city.receive(f"Bank {count}").release() for count in range(25)]
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        page = await get(site, "/api/v1/impulses", q="Bank", limit=20)
        assert (page["total"], page["more"]) == (10, True)
        rest = await get(site, "/api/v1/impulses", q="Bank", limit=20, cursor=page["next"])
        assert (len(rest["items"]), rest["next"]) == (5, None)
        found = [each["number"] for each in (*page["items"], *rest["items"])]
        assert found == [each.number for each in reversed(received)]
        whole = await get(site, "/api/v1/impulses", q="Bank", limit=25)
        assert (whole["total"], whole["more"]) == (25, False)


async def test_the_list_can_be_narrowed_to_a_status(site: Site, stories: dict[str, Story]) -> None:
    assert await numbers(site, status="deferred") == [stories["deferred"].number]
    assert (await get(site, "/api/v1/impulses", status="rejected"))["total"] == 3
    assert await numbers(site, status="in_screening") == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Trinkbrunnen", "implemented"),
        ("trinkbrunn", "implemented"),
        ("Wochenmarkt Grad", "implemented"),
        ("Bänken", "assessment"),
        ('"schlafende Ampeln"', "imported"),
        ("Ampel -Brunnen", "imported"),
        ("2026-0006", "imported"),
        ("Trinkbrunen", "implemented"),
        ("tinkbrunnen", "implemented"),
        ("Trinkbrunen Wochenmarkt", "implemented"),
        ("Baenken", "assessment"),
        ("banken", "assessment"),
    ],
)
async def test_words_are_found_in_german(site: Site, stories: dict[str, Story], words: str, name: str) -> None:
    assert stories[name].number in await numbers(site, q=words)


async def test_a_beginning_of_a_number_finds_all_with_it(site: Site) -> None:
    assert await numbers(site, q="2026-001") == await numbers(site, q="2026-001", limit=200)
    assert all(number.startswith("2026-001") for number in await numbers(site, q="2026-001"))


@pytest.mark.parametrize(
    "words", ["Dackelwiese", "Teeküche", "unveröffentlicht", "der die das", "🚲", "xq\0xq", "'", ":*"]
)
async def test_what_nobody_may_read_is_not_found(site: Site, words: str) -> None:
    found = await get(site, "/api/v1/impulses", q=words)
    assert (found["items"], found["total"]) == ([], 0)


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"status": "done"}, 422, "status"),
        ({"decision": "yes"}, 422, "decision"),
        ({"origin": "x"}, 422, "origin"),
        ({"field": "mobilitaet"}, 422, "field"),
        ({"goal": "6"}, 422, "goal"),
        ({"year": "26"}, 422, "year"),
        ({"colour": "red"}, 422, "colour"),
        ({"cursor": "nonsense"}, 400, "cursor"),
        ({"cursor": "x" * 200}, 422, "cursor"),
        ({"limit": "0"}, 422, "limit"),
        ({"limit": "201"}, 422, "limit"),
        ({"limit": "many"}, 422, "limit"),
        ({"q": "x" * 201}, 422, "q"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_field(
    site: Site, query: dict[str, str], status: int, field: str
) -> None:
    answer = await site.caller.get("/api/v1/impulses", params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field


async def test_an_impulse_is_the_same_by_number_and_by_id(site: Site, stories: dict[str, Story]) -> None:
    story = stories["implemented"]
    by_number = await get(site, f"/api/v1/impulses/{story.number}")
    assert by_number == await get(site, f"/api/v1/impulses/{story.id}")
    assert by_number["title"] == "Ein Trinkbrunnen für den Rathausplatz"
    assert by_number["text"].startswith("Im Juli hatten wir")
    assert by_number["result"]["S"] == "61/80"
    assert by_number["result"]["votes"]["L4"] == [-1, 1]
    assert by_number["decision"]["decision"] == "accepted"
    assert by_number["decision"]["reasons"] == "Kostenloses Trinkwasser hilft an heißen Tagen sehr vielen Menschen."
    assert by_number["decision"]["units"] == ["klima-umwelt", "stadtplanung"]
    assert by_number["measure"]["planned_cents"] == 1_850_000
    assert by_number["measure"]["percent"] == 100
    assert [step["step"] for step in by_number["timeline"]][-1] == "completed"


async def test_before_publication_there_is_neither_decision_nor_result(site: Site, stories: dict[str, Story]) -> None:
    found = await get(site, f"/api/v1/impulses/{stories['assessment'].number}")
    assert (found["decision"], found["result"], found["measure"]) == (None, None, None)


async def test_source_and_licence_come_with_an_imported_text(site: Site, stories: dict[str, Story]) -> None:
    found = await get(site, f"/api/v1/impulses/{stories['imported'].number}")
    assert found["source"] == {"url": "https://beteiligung.example/vorschlag/17", "licence": "CC BY 4.0"}


async def test_internal_unreleased_and_unknown_impulses_answer_alike(site: Site, stories: dict[str, Story]) -> None:
    references = [
        "2030-9999",
        "unsinn",
        str(UUID(int=7)),
        *(stories[name].number for name in HIDDEN),
        *(str(stories[name].id) for name in HIDDEN),
    ]
    answers = [await site.caller.get(f"/api/v1/impulses/{reference}") for reference in references]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
    pages = [
        await site.caller.get(f"/impulse/{reference}{more}", headers={"Accept": "text/html"})
        for reference in references
        for more in ("", "/nachrechnen.json")
    ]
    assert {answer.status_code for answer in pages} == {404}


async def test_the_overview_adds_up_with_internal_impulses(site: Site, stories: dict[str, Story]) -> None:
    overview = await get(site, "/api/v1/overview")
    assert overview["received"] == len(stories)
    assert overview["not_public"] == 1
    assert sum(overview["statuses"].values()) == len(stories)
    assert sum(group["number"] for group in overview["groups"]) == len(stories)
    assert sum(overview["origins"].values()) == len(stories)


async def test_a_catalogue_is_given_out_as_it_was_activated(site: Site) -> None:
    found = await get(site, f"/api/v1/catalogues/{CATALOGUE_ID}/{CATALOGUE_VERSION}")
    assert len(found["criteria"]) == 25
    for unknown in (f"{CATALOGUE_ID}/9.9.9", "nothing/1.0.0", "a%00b/1.0.0"):
        answer = await site.caller.get(f"/api/v1/catalogues/{unknown}")
        assert (answer.status_code, answer.json()["code"]) == (404, "reporting.catalogue_unknown")


def addresses(stories: dict[str, Story]) -> list[str]:
    number = stories["implemented"].number
    return [
        "/",
        "/impulse",
        "/impulse?q=Brunnen&status=implemented",
        f"/impulse/{number}",
        f"/impulse/{number}/nachrechnen.json",
        "/methode",
        f"/methode/{CATALOGUE_ID}/{CATALOGUE_VERSION}",
        "/daten",
        "/daten/impulse.csv",
        "/daten/impulse.csv-metadata.json",
        "/daten/datapackage.json",
        "/daten/katalog.ttl",
        "/daten/katalog.jsonld",
        "/impulse.pdf?status=implemented",
        "/barriere-melden?seite=http://127.0.0.1:8080/impulse",
        "/barrierefreiheit",
        "/datenschutz",
        "/impressum",
        "/api/v1/impulses",
        f"/api/v1/impulses/{number}",
        "/api/v1/overview",
        f"/api/v1/catalogues/{CATALOGUE_ID}/{CATALOGUE_VERSION}",
        "/openapi.json",
        "/api",
        *addresses_for_programs(number),
    ]


def addresses_for_programs(number: str) -> list[str]:
    """What other sites may read, besides the API, and what search engines ask for."""
    return [*open_addresses(number), "/robots.txt", "/sitemap.xml", "/sitemap/seiten.xml", "/sitemap/1.xml"]


def open_addresses(number: str) -> list[str]:
    return [
        "/feed.atom",
        "/ziele/3/feed.atom",
        "/handlungsfelder/mobilitaet/feed.atom",
        f"/impulse/{number}/feed.atom",
        f"/impulse/{number}/fragment?ebene=2",
        "/handlungsfelder/mobilitaet/fragment",
        "/api/v1/places.geojson",
        "/schema.jsonld",
        f"/impulse/{number}/schema.jsonld",
    ]


async def test_every_answer_can_be_kept_and_asked_for_again(site: Site, stories: dict[str, Story]) -> None:
    for address in addresses(stories):
        first = await site.caller.get(address)
        assert first.status_code == 200, address
        assert first.headers["cache-control"] == "no-cache"
        again = await site.caller.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == first.headers["etag"]
        other = await site.caller.get(address, headers={"If-None-Match": '"old"'})
        assert other.status_code == 200


async def test_nothing_sets_a_cookie(site: Site, stories: dict[str, Story]) -> None:
    for address in [*addresses(stories), "/gibt-es-nicht", "/impulse?status=x"]:
        answer = await site.caller.get(address, headers={"Accept": "text/html"})
        assert "set-cookie" not in answer.headers, address


async def test_other_sites_may_read_what_is_for_programs_and_not_the_pages(
    site: Site, stories: dict[str, Story]
) -> None:
    wrong = [
        "/api/v1/impulses/unsinn",
        "/api/v1/impulses?status=x",
        "/ziele/9/feed.atom",
        "/handlungsfelder/x/fragment",
    ]
    for address in ["/api/v1/impulses", "/openapi.json", *wrong, *open_addresses(stories["implemented"].number)]:
        answer = await site.caller.get(address, headers={"Origin": "https://other.example"})
        assert answer.headers["access-control-allow-origin"] == "*", address
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    for address in ("/impulse", "/api", "/sitemap.xml"):
        assert "access-control-allow-origin" not in (await site.caller.get(address)).headers


async def test_head_works_and_other_methods_do_not(site: Site, stories: dict[str, Story]) -> None:
    for address in addresses(stories):
        head, whole = await site.caller.head(address), await site.caller.get(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert head.headers == whole.headers, address
    assert (await site.caller.post("/api/v1/impulses")).status_code == 405


async def test_the_api_describes_itself(site: Site) -> None:
    description = await get(site, "/openapi.json")
    assert description["openapi"] == "3.1.0"
    assert set(description["paths"]) == {
        "/api/v1/impulses",
        "/api/v1/impulses/{reference}",
        "/api/v1/places.geojson",
        "/api/v1/overview",
        "/api/v1/kpis",
        "/api/v1/catalogues/{catalogue_id}/{version}",
    }
    fields = description["components"]["schemas"]["PublicImpulse"]["properties"]
    assert {"text", "timeline", "result", "measure", "decision"} <= set(fields)


async def test_without_the_database_the_answer_is_503(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        await site.pool.close()
        answer = await site.caller.get("/api/v1/impulses")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        page = await site.caller.get("/", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")


async def test_many_readers_at_once_get_the_same(site: Site) -> None:
    answers = await asyncio.gather(*(site.caller.get("/api/v1/impulses") for _ in range(40)))
    assert {answer.status_code for answer in answers} == {httpx.codes.OK}
    assert len({answer.content for answer in answers}) == 1
