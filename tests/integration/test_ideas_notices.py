"""Interim notices: once the service promise passed undecided, then whenever the day told last passed."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

import services.ideas
from services.ideas.commands import give_notices
from services.ideas.commands.import_impulses import ImportedImpulse, ImportImpulses, import_impulses
from services.ideas.domain.profiles import FULL
from services.ideas.domain.submission import Submission
from shared.contracts.facts import CaseOpened, SubmittedToCouncil
from tests.conftest import NewSettings
from tests.integration.ideas_service import IDEAS, Ideas, published, running_ideas
from tests.integration.test_ideas_http import API, COORDINATOR, PORTAL, hand_in

pytestmark = [
    pytest.mark.servers,
    # A producer whose start failed complains when it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RECEIVED_ON = date(2026, 3, 2)
PROMISED = date(2026, 6, 2)
NOTICED = date(2026, 6, 3)
OF_CASE: dict[str, Any] = {"case_id": uuid7(), "round": 1}


@pytest.fixture(scope="module")
async def ideas(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ideas]:
    async with running_ideas(await new_settings(), tmp_path_factory.mktemp("ideas")) as running:
        yield running


async def give(ideas: Ideas, day: date) -> None:
    """What the periodic task does on that day, until nothing is left."""
    await ideas.set_day(day)
    while True:
        async with ideas.app.state.transactions.begin() as work:
            if await give_notices.give_notices(work, ideas.app.state.setup) < give_notices.AT_ONCE:
                return


async def given(ideas: Ideas, impulse_id: UUID) -> list[tuple[Any, ...]]:
    rows = await ideas.app.state.pool.fetch(
        "SELECT given_on, cause, until FROM notices WHERE impulse_id = $1 ORDER BY given_on", impulse_id
    )
    return [tuple(row) for row in rows]


def opened(impulse_id: UUID, due_on: date) -> CaseOpened:
    return CaseOpened(
        impulse_id=impulse_id,
        **OF_CASE,
        catalogue_id="small",
        catalogue_version="1.0.0",
        track="full",
        evaluators_required=2,
        due_on=due_on,
    )


async def test_a_notice_follows_the_promise_and_the_next_one_its_day(ideas: Ideas) -> None:
    await ideas.set_day(RECEIVED_ON)
    impulse_id, access_code = await ideas.released()
    await ideas.deliver(opened(impulse_id, date(2026, 6, 10)))
    await give(ideas, PROMISED)
    assert await given(ideas, impulse_id) == []
    for _ in range(2):
        await give(ideas, NOTICED)
    first = (NOTICED, "assessment", date(2026, 7, 8))
    assert await given(ideas, impulse_id) == [first]

    council = SubmittedToCouncil(
        impulse_id=impulse_id, **OF_CASE, body="gemeinderat", paper_number="45/26", session_on=date(2026, 7, 29)
    )
    await ideas.deliver(council)
    await give(ideas, date(2026, 7, 8))
    assert await given(ideas, impulse_id) == [first]
    await give(ideas, date(2026, 7, 9))
    second = (date(2026, 7, 9), "council", date(2026, 7, 29))
    assert await given(ideas, impulse_id) == [first, second]
    told = await ideas.client.post(f"{IDEAS}/dialogue", json={"access_code": access_code}, auth=PORTAL)
    assert [(notice["given_on"], notice["until"]) for notice in told.json()["notices"]] == [
        ("2026-06-03", "2026-07-08"),
        ("2026-07-09", "2026-07-29"),
    ]
    shown = " ".join(unescape((await ideas.status_page(access_code)).text).split())
    assert shown.count("Zwischenbescheid vom") == 2
    assert "Die Bewertung ist noch nicht fertig. Wir rechnen jetzt bis zum" in shown
    assert "Der Gemeinderat muss noch entscheiden." in shown

    await ideas.deliver(published(impulse_id))
    await give(ideas, date(2026, 9, 1))
    assert len(await given(ideas, impulse_id)) == 2
    assert await ideas.app.state.pool.fetchval("SELECT count(*) FROM promises WHERE impulse_id = $1", impulse_id) == 0


async def test_whoever_waits_for_screening_gets_one_and_whoever_was_answered_gets_none(ideas: Ideas) -> None:
    await ideas.set_day(RECEIVED_ON)
    waiting, refused = (await hand_in(ideas.client))["id"], (await hand_in(ideas.client))["id"]
    done = await ideas.client.post(f"{API}/{refused}/inadmissible", json={"reason": "Land."}, headers=COORDINATOR)
    assert done.status_code == 204
    await give(ideas, NOTICED)
    assert await given(ideas, UUID(waiting)) == [(NOTICED, "screening", date(2026, 7, 2))]
    assert await given(ideas, UUID(refused)) == []


async def test_an_import_gets_none_before_it_is_released(ideas: Ideas) -> None:
    await ideas.set_day(RECEIVED_ON)
    rows = [ImportedImpulse(str(uuid7()), Submission("Alt", "Text", "citizens"), date(2017, 9, 13)) for _ in range(2)]
    for row, released in zip(rows, (False, True), strict=True):
        async with ideas.app.state.transactions.begin() as work:
            offer = ideas.app.state.setup.offer((FULL,))
            await import_impulses(ImportImpulses("file", [row], released), work, offer)
    found = await ideas.app.state.pool.fetch(
        "SELECT id FROM impulses WHERE reference = ANY($1) ORDER BY id", [row.reference for row in rows]
    )
    waiting, released_at_once = (row["id"] for row in found)
    await give(ideas, PROMISED)
    assert await given(ideas, released_at_once) == []
    await give(ideas, NOTICED)
    assert await given(ideas, waiting) == []
    assert len(await given(ideas, released_at_once)) == 1

    await ideas.client.post(f"{API}/{waiting}/release", json={}, headers=COORDINATOR)
    await give(ideas, date(2026, 9, 3))
    assert await given(ideas, waiting) == []
    await give(ideas, date(2026, 9, 4))
    assert [notice[0] for notice in await given(ideas, waiting)] == [date(2026, 9, 4)]


@pytest.mark.parametrize(
    ("received_on", "first_day"),
    [
        (date(2026, 11, 30), date(2027, 3, 1)),
        (date(2027, 2, 28), date(2027, 5, 29)),
        (date(2028, 2, 29), date(2028, 5, 30)),
    ],
)
async def test_three_months_end_on_a_day_of_the_calendar(ideas: Ideas, received_on: date, first_day: date) -> None:
    await ideas.set_day(received_on)
    impulse_id = UUID((await hand_in(ideas.client))["id"])
    await give(ideas, first_day - timedelta(days=1))
    assert await given(ideas, impulse_id) == []
    await give(ideas, first_day)
    assert [notice[0] for notice in await given(ideas, impulse_id)] == [first_day]


async def test_many_are_told_in_portions(ideas: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    await ideas.set_day(date(2029, 1, 8))
    impulses = [UUID((await hand_in(ideas.client))["id"]) for _ in range(7)]
    monkeypatch.setattr(give_notices, "AT_ONCE", 3)
    await give(ideas, date(2029, 4, 9))
    assert [len(await given(ideas, impulse_id)) for impulse_id in impulses] == [1] * 7


async def test_what_an_older_database_knew_is_promised_and_can_be_reviewed(ideas: Ideas) -> None:
    await ideas.set_day(RECEIVED_ON)
    waiting, _ = await ideas.released()
    decided, _ = await ideas.released()
    await ideas.deliver(published(decided), day=date(2026, 5, 4))
    folder = Path(services.ideas.__file__).parent / "migrations"
    async with ideas.app.state.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("DROP TABLE decisions, appeals, promises, notices, courses")
        for name in ("010_appeals.sql", "011_notices.sql"):
            await connection.execute((folder / name).read_text())
        since = await connection.fetchval("SELECT since FROM promises WHERE impulse_id = $1", waiting)
        row = await connection.fetchrow("SELECT * FROM decisions WHERE impulse_id = $1", decided)
        await transaction.rollback()
    assert since == RECEIVED_ON
    assert (row["round"], row["decision"], row["published_at"].date()) == (1, "rejected", date(2026, 5, 4))
