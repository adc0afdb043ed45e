"""The page for newcomers is true: what it tells them to write runs on real servers."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from shared.contracts.facts import CaseClosed, SubmittedToCouncil
from shared.contracts.topics import FactTopic, topic
from shared.messaging.handlers import Handlers
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core
from shared.messaging.topics import create_topics
from shared.runtime.migrations import Migrations
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import History, interleaved
from tests.integration.implementation_service import publish

PAGE = Path(__file__).parents[2] / "docs" / "add-a-consumer.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def handlers_of_the_page() -> Handlers:
    (code,) = blocks("python")
    module: dict[str, Any] = {"__name__": "page"}
    exec(compile(code, str(PAGE), "exec"), module)
    handlers = Handlers()
    module["follow_sessions"](handlers)
    return handlers


def submitted(impulse_id: UUID, session_on: date) -> SubmittedToCouncil:
    return SubmittedToCouncil(
        impulse_id=impulse_id,
        case_id=uuid7(),
        round=1,
        body="gemeinderat",
        paper_number="VORL 7/26",
        session_on=session_on,
    )


@pytest.fixture
async def core(new_settings: NewSettings, kafka: str, tmp_path: Path) -> AsyncIterator[EventCore]:
    (table,) = blocks("sql")
    (tmp_path / "003_sessions.sql").write_text(table, encoding="utf-8")
    await create_topics(kafka, 3)
    handlers = handlers_of_the_page()
    migrations = [JOURNAL, CONSUMER, TEXTS, Migrations("implementation", tmp_path)]
    async with event_core("implementation", await new_settings(), handlers, handlers.topics, migrations) as core:
        yield core


@pytest.mark.servers
async def test_the_example_of_the_page_works(core: EventCore, kafka: str) -> None:
    kept, moved, closed = uuid7(), uuid7(), uuid7()
    history = History()
    for impulse_id in (kept, moved, closed):
        history.fact(submitted(impulse_id, date(2026, 12, 1)))
    history.fact(submitted(moved, date(2027, 1, 8)))
    history.fact(CaseClosed(impulse_id=closed, case_id=uuid7(), round=1, cause="withdrawn"))
    records = history.records()
    await publish(kafka, interleaved(records, Random(1)))
    await publish(kafka, records)  # a relay sends again what it has no answer for
    last = uuid7()
    history.fact(submitted(last, date(2027, 2, 2)))
    await publish(kafka, history.records()[-1:])
    ours = [kept, moved, closed, last]

    async def found() -> dict[UUID, date]:
        rows = await core.pool.fetch("SELECT impulse_id, session_on FROM sessions WHERE impulse_id = ANY($1)", ours)
        return {row["impulse_id"]: row["session_on"] for row in rows}

    async def expected() -> bool:
        return await found() == {kept: date(2026, 12, 1), moved: date(2027, 1, 8), last: date(2027, 2, 2)}

    await eventually(expected)
    parked = await core.pool.fetchval("SELECT count(*) FROM parked WHERE subject = ANY($1)", [str(one) for one in ours])
    assert parked == 0


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_service_of_the_page_may_read_the_topic_and_has_no_such_table_yet() -> None:
    assert "implementation" in topic(FactTopic.ASSESSMENTS).read_by
    assert handlers_of_the_page().topics == [FactTopic.ASSESSMENTS]
    migrations = PAGE.parents[1] / "services" / "implementation" / "migrations"
    assert [path.name for path in migrations.glob("003_*")] == []


def test_every_path_on_the_page_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:shared|services|tests|docs)/[\w./]+)`", text)) - {
        "services/implementation/migrations/003_sessions.sql"
    }
    assert len(paths) >= 4
    assert {path for path in paths if not (PAGE.parents[1] / path).exists()} == set()


def test_a_second_handler_of_a_fact_is_refused() -> None:
    handlers = handlers_of_the_page()
    with pytest.raises(ValueError, match="SubmittedToCouncil has a handler in this service already"):
        handlers.on(SubmittedToCouncil)
