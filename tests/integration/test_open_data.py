"""The open data as they are served: valid for the validators of others, of one moment, never held in memory, and never stale."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from csvw import CSVW
from frictionless import Package, system
from pypdf import PdfReader

from services.reporting.documents import impulse_list
from services.reporting.open_data.data_sets import TABLES
from services.reporting.pages import impulse_files
from services.reporting.queries import export_rows
from services.reporting.queries.find_row import kept_row
from shared.contracts.facts import ImpulseWithdrawn
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.histories import History
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.unit.reporting_pages.stories import City, Story, sample_city

pytestmark = pytest.mark.servers

TYPED = "=HYPERLINK(1) „Bänke“, bitte"


@pytest.fixture(scope="module")
def sample() -> tuple[City, dict[str, Story]]:
    city, stories = sample_city()
    stories["formula"] = city.receive(TYPED).release()
    return city, stories


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings, sample: tuple[City, dict[str, Story]]) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(sample[0].history)
        yield site


@pytest.fixture(scope="module")
def stories(sample: tuple[City, dict[str, Story]]) -> dict[str, Story]:
    return sample[1]


@pytest.fixture(scope="module")
async def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files of the open data, as somebody downloads them."""
    folder = tmp_path_factory.mktemp("daten")
    names = [f"{name}{ending}" for name in TABLES for ending in (".csv", ".jsonl", ".csv-metadata.json")]
    for name in ("datapackage.json", *names):
        (folder / name).write_bytes((await get(site, f"/daten/{name}")).content)
    return folder


async def get(site: Site, path: str, **headers: str) -> httpx.Response:
    answer = await site.caller.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def rows(site: Site, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO((await get(site, path)).text, newline=""), strict=True))


async def test_the_data_package_is_valid(folder: Path) -> None:
    with system.use_context(trusted=True):
        report = await asyncio.to_thread(lambda: Package(str(folder / "datapackage.json")).validate())
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert {task.name for task in report.tasks} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
async def test_each_table_is_valid_csv_on_the_web(folder: Path, name: str) -> None:
    table = CSVW(str(folder / f"{name}.csv"), validate=True)
    assert table.is_valid
    [[described]] = [table.to_json()["tables"]]
    lines = (folder / f"{name}.jsonl").read_text().splitlines()
    assert len(described["row"]) == len(lines) > 0


@pytest.mark.parametrize("name", TABLES)
async def test_csv_and_json_lines_hold_the_same_rows(folder: Path, name: str) -> None:
    cells = list(csv.DictReader(StringIO((folder / f"{name}.csv").read_text(), newline=""), strict=True))
    objects = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    assert [set(each) for each in cells] == [set(each) for each in objects]
    assert [each.get("number") for each in cells] == [str(each.get("number")) for each in objects]


async def test_the_impulses_are_those_of_the_list_with_their_sums(site: Site, stories: dict[str, Story]) -> None:
    found = {row["number"]: row for row in await rows(site, "/daten/impulse.csv")}
    assert set(found) == {story.number for name, story in stories.items() if name not in {"screening", "internal"}}
    fountain = found[stories["implemented"].number]
    assert (fountain["planned_cents"], fountain["booked_cents"], fountain["status"]) == (
        "1850000",
        "1234550",
        "implemented",
    )
    assert fountain["implemented_on"] == fountain["decided_on"] == "2026-03-02"
    abandoned = found[stories["abandoned"].number]
    assert (abandoned["planned_cents"], abandoned["booked_cents"]) == ("", "250000")
    imported = found[stories["imported"].number]
    assert (imported["source_url"], imported["licence"]) == ("https://beteiligung.example/vorschlag/17", "CC BY 4.0")
    assert found[stories["deviating"].number]["deviation"] == "true"


async def test_a_typed_formula_is_a_word_in_csv_and_unchanged_in_json(site: Site, stories: dict[str, Story]) -> None:
    number = stories["formula"].number
    [cell] = [row["title"] for row in await rows(site, "/daten/impulse.csv") if row["number"] == number]
    lines = (await get(site, "/daten/impulse.jsonl")).text.splitlines()
    [word] = [each["title"] for each in map(json.loads, lines) if each["number"] == number]
    assert (cell, word) == (f"'{TYPED}", TYPED)


async def test_the_assessments_are_exact(site: Site, stories: dict[str, Story]) -> None:
    found = [row for row in await rows(site, "/daten/bewertung.csv") if row["number"] == stories["implemented"].number]
    assert {row["dimension"]: (row["value"], row["value_exact"]) for row in found}["Z1"] == ("1.167", "7/6")
    assert {(row["score"], row["score_exact"]) for row in found} == {("0.763", "61/80")}


async def test_numbers_by_origin_are_rounded_and_all_others_exact(site: Site, stories: dict[str, Story]) -> None:
    found = await rows(site, "/daten/zaehlung.csv")
    by_origin = [row for row in found if row["scope"] == "origin" or row["what"] == "origin"]
    assert by_origin
    assert all(int(row["number"]) % 5 == 0 and row["rounded"] == "true" for row in by_origin)
    exact = {(row["scope"], row["what"], row["value"]): row["number"] for row in found if row["rounded"] == "false"}
    assert (exact["all", "received", "all"], exact["all", "not_public", "internal"]) == (str(len(stories)), "1")
    assert {row["what"] for row in found}.isdisjoint({"days", "waiting_since"})


@pytest.mark.parametrize("path", ["/daten/impulse.jsonl", "/daten/massnahmen.csv", "/impulse.csv?status=rejected"])
async def test_whoever_has_a_file_is_told_so_and_head_costs_no_row(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await get(site, path)
    assert whole.headers["content-encoding"] == "gzip"
    assert whole.headers["cache-control"] == "no-cache"
    name = path.partition("?")[0].rpartition("/")[2].partition(".")[0]
    assert whole.headers["content-disposition"].startswith(f'attachment; filename="{name}-2')

    def no_rows(*_: Any) -> None:
        raise AssertionError("rows are read")

    monkeypatch.setattr(export_rows, "kept_row", no_rows)
    tag = whole.headers["etag"]
    unchanged = await site.caller.get(path, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    head = await site.caller.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


async def test_a_file_comes_in_portions_and_shows_one_moment(
    site: Site, stories: dict[str, Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes after the first portion is not in the later ones, but in the next answer."""
    monkeypatch.setattr(export_rows, "ROWS_AT_ONCE", 2)
    later = History()
    taken: list[int] = []

    def counted(row: Any) -> Any:
        taken.append(1)
        return kept_row(row)

    monkeypatch.setattr(export_rows, "kept_row", counted)
    portions: list[bytes] = []
    tags: list[bytes] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            tags.extend(value for name, value in message["headers"] if name == b"etag")
        elif message["body"]:
            portions.append(message["body"])
            assert len(taken) <= 2 * len(portions), "more is read than was sent"
            if len(portions) == 1:
                later.fact(ImpulseWithdrawn(impulse_id=stories["formula"].id))
                await site.project(later)

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": "/daten/impulse.jsonl", "raw_path": b"", "scheme": "http",
        "query_string": b"", "root_path": "", "headers": [(b"host", b"reporting.test")], "server": ("reporting.test", 80),
    }  # fmt: skip
    await site.app(scope, receive, send)
    lines = b"".join(portions).decode().splitlines()
    assert len(portions) > 5
    assert json.loads(lines[-1])["status"] == "in_assessment"
    monkeypatch.undo()
    after = await get(site, "/daten/impulse.jsonl", **{"If-None-Match": tags[0].decode()})
    assert json.loads(after.text.splitlines()[-1])["status"] == "withdrawn"


async def test_a_third_of_the_connections_serves_downloads(site: Site) -> None:
    at_once = site.app.state.downloads
    with at_once.one(), at_once.one(), at_once.one():
        refused = await site.caller.get("/daten/impulse.csv")
        assert (refused.status_code, refused.json()["code"]) == (503, "request.overloaded")
        assert "retry-after" in refused.headers
        assert (await site.caller.get("/daten/datapackage.json")).status_code == 200
    await get(site, "/daten/impulse.csv")


async def test_an_erased_text_is_in_no_file_any_more(site: Site, stories: dict[str, Story]) -> None:
    later = History()
    paths = (
        "/daten/impulse.csv",
        "/daten/impulse.jsonl",
        "/impulse.csv?q=Laternen",
        "/impulse.pdf?status=in_assessment",
    )
    before = [await get(site, path) for path in paths]
    assert all("Laternen" in text_of(answer) for answer in before)
    later.erase(TextTopic.IMPULSE_TEXTS, stories["query"].text)
    await site.project(later)
    for path, had in zip(paths, before, strict=True):
        assert "Laternen" not in text_of(await get(site, path, **{"If-None-Match": had.headers["etag"]}))


def text_of(answer: httpx.Response) -> str:
    if answer.headers["content-type"] != "application/pdf":
        return answer.text
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


async def test_any_filter_is_a_file_with_an_address(site: Site, stories: dict[str, Story]) -> None:
    query = "status=rejected&handlungsfeld=gruen-in-der-stadt"
    every = await rows(site, "/daten/impulse.csv")
    wanted = {row["number"] for row in every if (row["status"], row["field"]) == ("rejected", "Grün in der Stadt")}
    assert stories["rejected"].number in wanted
    assert {row["number"] for row in await rows(site, f"/impulse.csv?{query}")} == wanted
    answer = await get(site, f"/impulse.pdf?{query}")
    words = text_of(answer)
    assert all(number in words for number in wanted)
    assert stories["assessment"].number not in words
    assert "Stand: abgelehnt Handlungsfeld: Grün in der Stadt" in words
    assert "Stand vom " in words
    assert "/impulse.pdf?status=rejected" in words.replace(" ", "")
    assert 'filename="impulse-2' in answer.headers["content-disposition"]
    page = await site.page(f"/impulse?{query}")
    assert f'href="/impulse.csv?{query.replace("&", "&amp;")}"' in page
    assert f'href="/impulse.pdf?{query.replace("&", "&amp;")}"' in page


async def test_the_pdf_is_for_archives_and_screen_readers(site: Site) -> None:
    reader = PdfReader(BytesIO((await get(site, "/impulse.pdf")).content))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de-DE", True)
    about = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about


async def test_a_long_list_says_that_it_is_cut_and_where_all_of_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impulse_files, "MOST_ENTRIES", 3)
    words = text_of(await get(site, "/impulse.pdf?herkunft=citizens"))
    assert "Hier stehen nur die 3 Impulse" in words
    assert "/impulse.csv?herkunft=citizens" in words
    assert impulse_list.MOST_ENTRIES == 1_000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/impulse.csv?status=fertig", 422),
        ("/impulse.pdf?jahr=26", 422),
        ("/impulse.csv?sort=title", 422),
        ("/impulse.pdf?cursor=x", 422),
        ("/daten/personen.csv", 404),
        ("/daten/personen.jsonl", 404),
        ("/daten/personen.csv-metadata.json", 404),
        ("/daten/katalog.xml", 404),
    ],
)
async def test_what_does_not_exist_is_refused_with_a_way_on(site: Site, path: str, status: int) -> None:
    answer = await site.caller.get(path, headers=BROWSER)
    assert answer.status_code == status
    assert 'href="/"' in answer.text


async def test_the_page_lists_every_file_every_column_and_the_licence(site: Site) -> None:
    page = await site.page("/daten")
    for name, data_set in TABLES.items():
        assert data_set.table is not None
        for path in (f"/daten/{name}.csv", f"/daten/{name}.jsonl", f"/daten/{name}.csv-metadata.json"):
            assert f'href="{path}"' in page
        for column in data_set.table.columns:
            assert f"<code>{column.name}</code>" in page
    assert 'rel="license" href="https://www.govdata.de/dl-de/by-2-0"' in page
    assert "Diese Datei entsteht gerade." in page
    assert 'href="/daten/fakten.jsonl.gz"' not in page
    for path in ("/daten/katalog.ttl", "/daten/katalog.jsonld"):
        answer = await get(site, path)
        kind = answer.headers["content-type"].partition(";")[0]
        assert f'<link rel="alternate" type="{kind}" href="http://127.0.0.1:8080{path}">' in page
        assert answer.headers["access-control-allow-origin"] == "*"
