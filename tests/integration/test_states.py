"""States of earlier days: the facts of that day, and of the texts and impulses only what is public now."""

import asyncio
import csv
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from services.reporting.cli import app as commands
from services.reporting.main import application
from services.reporting.queries.connection import service_time
from services.reporting.queries.states import enter_state
from services.reporting.rebuild import rebuild, rollback
from services.reporting.refusals import DayNotOver, NoSuchState, NothingThen
from services.reporting.states import build_state, drop_state, list_states
from services.reporting.storage import LIVE, ensure_live_views, reporting_core
from shared.contracts.days import city_day
from shared.contracts.facts import ImpulseRedacted, VisibilityChanged
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.service import EventCore
from shared.messaging.topics import create_topics
from shared.runtime.database import connect
from shared.runtime.running import file_beside
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.implementation_service import publish
from tests.integration.reporting_site import BROWSER
from tests.unit.reporting_pages.stories import City, Story

pytestmark = pytest.mark.servers

DAY = date(2026, 3, 2)
THERE = f"/stand/{DAY}"


def nothing(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@dataclass
class Report:
    """A running report of a city on a Kafka of its own, and somebody who reads its pages."""

    settings: Settings
    core: EventCore
    caller: httpx.AsyncClient
    city: City
    stories: dict[str, Story]
    _published: int = 0

    async def publish(self) -> None:
        """What was told since the last time, until the live pages show it."""
        records = self.city.history.records()[self._published :]
        self._published += len(records)
        await publish(self.settings.kafka, records)
        await eventually(self._is_applied)

    async def _is_applied(self) -> bool:
        read = await self.core.pool.fetchval("SELECT coalesce(sum(next_offset), 0) FROM consumer_offsets")
        return int(read) == self._published

    async def page(self, path: str, status: int = 200) -> str:
        answer = await self.caller.get(path, headers=BROWSER)
        assert answer.status_code == status, path
        return answer.text

    async def json(self, path: str) -> dict[str, Any]:
        answer = await self.caller.get(path)
        assert answer.status_code == 200, path
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
async def report(settings_on_own_kafka: NewSettings) -> AsyncIterator[Report]:
    settings = await settings_on_own_kafka()
    await create_topics(settings.kafka, 3)
    async with reporting_core(settings) as core:
        app = application(settings)
        app.state.pool = core.pool
        app.state.views.trusted_seconds = 0  # nothing is trusted without asking the database
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reporting.test") as caller:
            city = City()
            bench = city.receive("Bank am Fluss", "Dort will ich sitzen.").release()
            fountain = city.receive("Brunnen am Markt", "Dort will ich trinken.").release()
            swing = city.receive("Schaukel im Park", "Dort will ich schaukeln.").release()
            city.history.pause(timedelta(days=2))
            city.activate_catalogue()
            bench.decide("accepted", "Das nützt vielen.")
            swing.withdraw()
            late = city.receive("Rutsche im Park").release()
            report = Report(
                settings, core, caller, city, {"bench": bench, "fountain": fountain, "swing": swing, "late": late}
            )
            await report.publish()
            await build_state(settings, DAY, nothing)
            yield report


async def keeping(report: Report, act: Callable[[asyncpg.Connection], Awaitable[Any]]) -> Any:
    connection = await connect(report.settings)
    try:
        return await act(connection)
    finally:
        await connection.close()


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.index("<body") :])).split())


async def test_a_state_is_that_of_its_day(report: Report) -> None:
    overview = await report.json(f"{THERE}/api/v1/overview")
    assert (overview["received"], overview["statuses"]) == (3, {"in_assessment": 3})
    assert (await report.json("/api/v1/overview"))["statuses"] == {"in_assessment": 2, "accepted": 1, "withdrawn": 1}
    listed = await report.json(f"{THERE}/api/v1/impulses")
    assert (listed["total"], [each["title"] for each in listed["items"]]) == (
        3,
        ["Schaukel im Park", "Brunnen am Markt", "Bank am Fluss"],
    )
    page = await report.page(f"{THERE}/impulse/{report.stories['bench'].number}")
    assert "in der Bewertung" in words(page)
    assert "angenommen" not in words(page)
    await report.page(f"{THERE}/impulse/{report.stories['late'].number}", 404)
    assert "Noch ist kein Kriterienkatalog in Kraft." in words(await report.page(f"{THERE}/methode"))
    assert [each["title"] for each in (await report.json(f"{THERE}/api/v1/impulses?q=trinken"))["items"]] == [
        "Brunnen am Markt"
    ]


async def test_a_state_finds_the_live_rows_by_their_indexes(report: Report) -> None:
    async def plan(connection: asyncpg.Connection) -> str:
        async with connection.transaction():
            await enter_state(connection, DAY)
            await connection.execute("SET LOCAL enable_seqscan = off")
            query = "SELECT title, texts FROM impulses JOIN impulse_parts USING (impulse_id) WHERE number = '2026-0001'"
            return "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {query} AND listed"))

    found = await keeping(report, plan)
    assert "Function Scan" not in found
    assert "impulses_number" in found
    assert found.count("_pkey") == 3


async def test_the_clock_of_a_state_shows_the_end_of_its_day(report: Report) -> None:
    async def moment(connection: asyncpg.Connection) -> datetime:
        async with connection.transaction():
            await enter_state(connection, DAY)
            return await service_time(connection)

    assert await keeping(report, moment) == datetime(2026, 3, 2, 22, 59, 59, 999999, UTC)


async def test_pages_of_a_state_say_so_and_keep_to_it(report: Report) -> None:
    bench = report.stories["bench"]
    seen: set[str] = set()
    waiting = [f"{THERE}/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = await report.page(address)
        assert "Stand vom 2. März 2026 So sah der Bericht an diesem Tag aus." in words(page)
        assert '<meta name="robots" content="noindex">' in page
        assert f'<link rel="canonical" href="http://127.0.0.1:8080{address.removeprefix(THERE)}">' in unescape(page)
        links = [unescape(link) for link in re.findall(r'(?:href|action)="(/(?!static/)[^"#]*)', page)]
        outside = {link for link in links if not link.startswith(f"{THERE}/")}
        assert {link for link in outside if not link.endswith("/feed.atom")} <= {"/stand", "/api", "/daten"}
        files = (f"{THERE}/impulse.csv", f"{THERE}/impulse.pdf", f"{THERE}/jahresbericht/2026.pdf", f"{THERE}/api/")
        waiting += [link for link in links if link.startswith(f"{THERE}/") and not link.startswith(files)]
    assert {f"{THERE}/impulse/{bench.number}", f"{THERE}/listen"} <= seen
    assert "Stand vom" not in await report.page("/")
    for asked, led in ((THERE, f"{THERE}/"), (f"{THERE}/impulse/{bench.id}", f"{THERE}/impulse/{bench.number}")):
        answer = await report.caller.get(asked)
        assert answer.is_redirect
        assert httpx.URL(answer.headers["location"]).path == led


async def test_the_list_of_a_state_is_a_file_of_its_day(report: Report) -> None:
    """So a filter is a file that stays: its address names the day."""
    path = f"/stand/{DAY}/impulse.csv"
    answer = await report.caller.get(f"{path}?status=in_assessment")
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert {row["title"]: row["decision"] for row in rows} == {
        "Bank am Fluss": "",
        "Brunnen am Markt": "",
        "Schaukel im Park": "",
    }
    assert rows[0]["address"] == f"http://127.0.0.1:8080/stand/{DAY}/impulse/{rows[0]['number']}"
    assert answer.headers["content-disposition"] == f'attachment; filename="impulse-{DAY}.csv"'
    again = await report.caller.get(f"{path}?status=in_assessment", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    pdf = await report.caller.get(f"/stand/{DAY}/impulse.pdf")
    assert pdf.headers["content-disposition"] == f'inline; filename="impulse-{DAY}.pdf"'
    shown = " ".join(PdfReader(BytesIO(pdf.content)).pages[0].extract_text().split())
    assert f"/stand/{DAY}/impulse.pdf" in shown
    assert f'href="/stand/{DAY}/impulse.csv"' in await report.page(f"/stand/{DAY}/impulse")


async def test_the_yearly_report_of_a_state_is_of_its_day(report: Report) -> None:
    pdf = await report.caller.get(f"{THERE}/jahresbericht/2026.pdf")
    shown = "".join(PdfReader(BytesIO(pdf.content)).pages[0].extract_text().split())
    assert "Standvom2.März2026." in shown
    assert f"http://127.0.0.1:8080{THERE}/jahresbericht/2026" in shown


async def test_texts_are_those_of_now_and_what_is_erased_is_gone_at_once(report: Report) -> None:
    swing, bench = report.stories["swing"], report.stories["bench"]
    there = f"{THERE}/api/v1/impulses/"
    for address in (f"{THERE}/impulse/{swing.number}", f"{THERE}/impulse", f"{THERE}/impulse?q=Schaukell"):
        assert "Schaukel im Park" in await report.page(address)  # what is kept of it must be forgotten
    stored = "SELECT string_agg(t::text, '') FROM {}.{} AS t"
    for table in ("kept_impulses", "kept_parts", "totals", "catalogues"):
        assert "Schaukel" not in str(await report.core.pool.fetchval(stored.format("state_2026_03_02", table)))
    longer = new_text(
        bench.id, "impulse", title="Zwei Bänke", body="Am Fluss.", text_id=bench.text.text_id, text_version=2
    )
    report.city.history.text(TextTopic.IMPULSE_TEXTS, longer)
    report.city.history.fact(ImpulseRedacted(impulse_id=swing.id, cause="request", up_to_text_version=1))
    await report.publish()
    assert (await report.json(there + bench.number))["text"] == "Am Fluss."
    told = await report.json(there + swing.number)
    assert (told["title"], told["text"], told["status"]) == (None, None, "in_assessment")
    page = words(await report.page(f"{THERE}/impulse/{swing.number}"))
    assert "Der Text dieses Impulses ist nicht öffentlich." in page
    assert "Schaukel" not in page + await report.page(f"{THERE}/impulse")
    assert "Schaukel im Park" not in await report.page(f"{THERE}/impulse?q=Schaukell")
    assert (await report.json(f"{THERE}/api/v1/impulses?q=schaukeln"))["items"] == []
    assert (await report.json(f"{THERE}/api/v1/impulses?q=Zwei+B%C3%A4nke"))["total"] == 1


async def test_what_is_not_public_any_more_is_unknown_and_counted(report: Report) -> None:
    fountain = report.stories["fountain"]
    address = f"{THERE}/impulse/{fountain.number}"
    other = f"{THERE}/impulse/{report.stories['bench'].number}"
    for each in (address, other):
        assert "nicht mehr öffentlich" not in await report.page(each)
    hidden = new_text(fountain.id, "impulse", title="verborgen")
    report.city.history.fact(
        VisibilityChanged(impulse_id=fountain.id, visibility="internal", text=hidden.ref, case_sheet=hidden.ref)
    )
    await report.publish()
    page = await report.page(address, 404)
    assert "Stand vom 2. März 2026" in page
    assert f'href="{THERE}/impulse"' in page
    assert (await report.caller.get(f"{THERE}/api/v1/impulses/{fountain.id}")).status_code == 404
    shown = words(await report.page(f"{THERE}/impulse"))
    assert "1 Impuls ist heute nicht mehr öffentlich. Er zählt hier noch mit" in shown
    assert "3 Impulse" in shown
    assert "Brunnen" not in shown
    assert "1 Impuls ist heute nicht mehr öffentlich." in await report.page(other), (
        "though its own row stayed as it was"
    )


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("rebuild --as-of 2026-03-02", 0, "2026-03-02: 3 impulses, served under /stand/2026-03-02/"),
        (
            "rebuild --as-of 2026-03-01",
            1,
            "nothing had happened by the end of 2026-03-01: the first fact is of 2026-03-02",
        ),
        ("rebuild --as-of gestern", 2, "does not match"),
        ("rebuild --as-of 2026-03-02 --view totals", 2, "leave out --view"),
        ("rebuild --view total", 1, "there is no view total; there are: impulses, totals, catalogues"),
        ("rebuild --view totals", 0, "rows, identical"),
        ("rollback", 0, "impulse_parts: 4 rows, identical"),
        ("states", 0, "kB, served under /stand/2026-03-02/"),
        ("drop-state 2026-03-01", 1, "no state of 2026-03-01 is kept"),
    ],
)
async def test_operators_are_told_what_came_of_it(
    report: Report, tmp_path: Path, command: str, code: int, said: str
) -> None:
    ready_file, settings = tmp_path / "ready.json", report.settings
    ready = {"kafka": settings.kafka, "postgres": {"reporting": settings.database_url.get_secret_value()}}
    ready_file.write_text(json.dumps(ready))
    file_beside(ready_file).write_text(json.dumps({"secrets_file": str(settings.secrets_file), "partitions": 3}))
    words = [*command.split(), "--ready-file", str(ready_file)]
    done = await asyncio.to_thread(CliRunner().invoke, commands, words)
    assert done.exit_code == code, done.output
    assert said in " ".join(done.output.split())


async def test_a_state_that_is_none_helps_on(report: Report) -> None:
    no_day = ("/stand/gestern", "/stand/2026-02-30/")
    for path in (
        *no_day,
        "/stand/2020-01-01/",
        "/stand/2020-01-01/impressum",
        f"{THERE}/impressum",
        f"{THERE}/daten/fakten.jsonl.gz",
    ):
        page = await report.page(path, 404)
        assert 'href="/stand"' in page
        assert "Einen Stand von diesem Tag gibt es nicht." in page
        assert 'href="/impulse"' in page
    assert (await report.caller.post(f"{THERE}/vorschau")).status_code in {404, 405}


async def test_only_days_that_are_over_and_had_something_have_a_state(report: Report) -> None:
    today = city_day(datetime.now(UTC))
    for day in (today, today + timedelta(days=1)):
        with pytest.raises(DayNotOver, match=f"the last day .* {today - timedelta(days=1)}"):
            await build_state(report.settings, day, nothing)
    with pytest.raises(NothingThen, match="the first fact is of 2026-03-02"):
        await build_state(report.settings, date(2026, 3, 1), nothing)
    assert [each.day for each in await keeping(report, list_states)] == [DAY]


async def test_a_state_outlives_every_change_of_the_live_views(report: Report) -> None:
    address = f"{THERE}/api/v1/impulses/{report.stories['bench'].number}"
    before = await report.json(address)
    assert before["title"] == "Zwei Bänke"
    for view in (None, "impulses", None):
        await rebuild(report.settings, nothing, view)
        assert await report.json(address) == before
    await rollback(report.settings, nothing)
    assert await report.json(address) == before

    async def make_anew(connection: asyncpg.Connection) -> None:
        await connection.execute(f"COMMENT ON SCHEMA {LIVE} IS 'another version'")
        await ensure_live_views(connection)

    await keeping(report, make_anew)
    assert (await report.caller.get(address)).status_code == 404, "nothing is known to be public"
    assert (await report.json(f"{THERE}/api/v1/overview"))["received"] == 3


async def test_states_are_listed_and_removed(report: Report) -> None:
    (kept,) = await keeping(report, list_states)
    assert (kept.day, kept.impulses) == (DAY, 3)
    assert kept.size > 0
    later = date(2026, 3, 4)
    assert f'href="{THERE}/"' in await report.page("/stand")
    assert str(later) not in await report.page("/stand")
    assert (await build_state(report.settings, later, nothing)).impulses == 4
    assert f'href="/stand/{later}/"' in await report.page("/stand")
    assert (await report.json(f"/stand/{later}/api/v1/overview"))["statuses"]["withdrawn"] == 1

    await keeping(report, lambda connection: connection.execute("COMMENT ON SCHEMA state_2026_03_04 IS 'another'"))
    kept_by_day = {each.day: each.impulses for each in await keeping(report, list_states)}
    assert kept_by_day == {DAY: 3, later: None}
    await report.page(f"/stand/{later}/", 404)

    await report.page(f"{THERE}/")
    await keeping(report, lambda connection: drop_state(connection, DAY))
    await report.page(f"{THERE}/", 404)
    with pytest.raises(NoSuchState):
        await keeping(report, lambda connection: drop_state(connection, DAY))
