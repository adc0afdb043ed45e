"""`impulswerk dlq` on running services: what operators see, and what only --reveal shows."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from deploy.cli import app as impulswerk
from deploy.dlq.processors import PROCESSORS
from services.ideas.main import ideas_app
from services.reporting.projector import Projector
from services.reporting.storage import reporting_core
from shared.contracts.topics import INTAKE
from shared.messaging.service import EventCore
from shared.runtime.running import file_beside
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import random_history
from tests.integration.test_projection import publish

pytestmark = pytest.mark.servers

SECRET_WORDS = "Frau Beispiel wohnt am Fluss"


@pytest.fixture(scope="module")
async def ideas_settings(new_settings: NewSettings) -> Settings:
    return await new_settings()


@pytest.fixture(scope="module")
async def ideas(ideas_settings: Settings) -> AsyncIterator[FastAPI]:
    made = ideas_app(ideas_settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="module")
async def reporting_settings(new_settings: NewSettings) -> Settings:
    return await new_settings()


@pytest.fixture(scope="module")
async def reporting(reporting_settings: Settings) -> AsyncIterator[EventCore]:
    async with reporting_core(reporting_settings) as core:
        yield core


Command = Callable[..., Any]


@pytest.fixture
def dlq(
    ideas: FastAPI, reporting: EventCore, ideas_settings: Settings, reporting_settings: Settings, tmp_path: Path
) -> Command:
    """Runs `impulswerk dlq ...` on the two services."""
    ready = tmp_path / "ready.json"
    databases = {
        "ideas": ideas_settings.database_url.get_secret_value(),
        "reporting": reporting_settings.database_url.get_secret_value(),
    }
    ready.write_text(json.dumps({"kafka": ideas_settings.kafka, "postgres": databases}))
    file_beside(ready).write_text(json.dumps({"secrets_file": str(ideas_settings.secrets_file), "partitions": 3}))

    async def run(*arguments: str, by: str = "Ada") -> Result:
        environment = {"IMPULSWERK_READY_FILE": str(ready), "LOGNAME": by, "USER": by, "COLUMNS": "200"}
        return await asyncio.to_thread(CliRunner().invoke, impulswerk, ["dlq", *arguments], env=environment)

    return run


async def poison(kafka: str, ideas: FastAPI, *more_headers: tuple[str, bytes], **changed: Any) -> int:
    """A portal's event that is refused; returns its id in the table."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    content = {"reference": f"ref-{uuid4().hex}", "title": "Bänke", "text": SECRET_WORDS, "origin": "martians"}
    headers = [
        ("ce_type", b"de.impulswerk.intake.impulse_submitted.v1"),
        ("ce_id", uuid4().hex.encode()),
        ("ce_source", b"/portal/one"),
        *more_headers,
    ]
    try:
        sent = await producer.send_and_wait(INTAKE, orjson.dumps(content | changed), key=b"r", headers=headers)
    finally:
        await producer.stop()

    async def found() -> int | None:
        row: int | None = await ideas.state.pool.fetchval(
            'SELECT id FROM parked WHERE topic = $1 AND partition = $2 AND "offset" = $3',
            INTAKE,
            sent.partition,
            sent.offset,
        )
        return row

    record_id = await eventually(found)
    assert record_id is not None
    return record_id


async def journal(ideas: FastAPI, record_id: int) -> list[tuple[str, str]]:
    rows = await ideas.state.pool.fetch(
        """
        SELECT type, data->>'by' AS by
        FROM events
        WHERE stream = 'internal' AND (data->>'id')::bigint = $1
        ORDER BY time
        """,
        record_id,
    )
    return [(row["type"], row["by"]) for row in rows]


async def test_an_encrypted_record_is_shown_only_with_reveal(dlq: Command, ideas: FastAPI, kafka: str) -> None:
    record_id = await poison(kafka, ideas, ("note", b"\x1b[31mred"))
    listed = await dlq("list", "--service", "ideas")
    assert listed.exit_code == 0, listed.output
    assert f"ideas {record_id} bad" in listed.stdout
    assert "origin: " in listed.stdout
    hidden = await dlq("show", "ideas", str(record_id))
    assert hidden.exit_code == 0, hidden.output
    assert "note: 8 bytes" in hidden.stdout
    for output in (listed.output, hidden.output):
        assert SECRET_WORDS not in output
        assert "/portal/one" not in output
    assert await journal(ideas, record_id) == []
    shown = await dlq("show", "ideas", str(record_id), "--reveal")
    assert shown.exit_code == 0, shown.output
    assert SECRET_WORDS in shown.stdout
    assert "ce_source: /portal/one" in shown.stdout
    assert "note: \\x1b[31mred" in shown.stdout
    assert await journal(ideas, record_id) == [("parked.revealed", "Ada")]


async def test_the_list_as_json_and_filtered(dlq: Command, ideas: FastAPI, kafka: str) -> None:
    record_id = await poison(kafka, ideas)
    arguments = ("--service", "ideas", "--topic", "intake.v1", "--reason", "ORIGIN", "--since", "2020-01-01")
    result = await dlq("list", "--json", "--state", "bad", *arguments)
    # The services run in this process, too, and may log meanwhile.
    rows = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert rows[-1]["id"] == record_id
    assert (rows[-1]["topic"], rows[-1]["type"], rows[-1]["behind"], rows[-1]["encrypted"]) == (INTAKE, None, 0, True)
    for nothing in (("--since", "2999-01-01"), ("--subject", "nobody"), ("--topic", "impulses.v1")):
        assert INTAKE not in (await dlq("list", "--service", "ideas", *nothing)).stdout


async def test_a_service_that_cannot_be_asked_is_named(dlq: Command, ideas: FastAPI, kafka: str) -> None:
    record_id = await poison(kafka, ideas)
    result = await dlq("list")
    assert result.exit_code == 2
    assert f"ideas {record_id} bad" in result.stdout
    assert "evaluation: cannot be asked: " in result.stderr


async def test_a_record_is_replayed_in_vain_and_then_discarded(dlq: Command, ideas: FastAPI, kafka: str) -> None:
    record_id = str(await poison(kafka, ideas))
    rehearsed = await dlq("replay", "ideas", record_id, "--dry-run")
    assert rehearsed.exit_code == 1
    assert f"ideas {record_id}: fails again: origin: " in rehearsed.stdout
    assert await journal(ideas, int(record_id)) == []
    result = await dlq("replay", "ideas", record_id, "--rate", "50")
    assert result.exit_code == 1
    assert f"ideas {record_id}: failed again: origin: " in result.stdout
    assert "0 of 1 done" in result.stdout
    discard = ("discard", "ideas", record_id, "--reason", "the portal was mended", "--by", "Grace")
    assert f"ideas {record_id}: would be discarded" in (await dlq(*discard, "--dry-run")).stdout
    result = await dlq(*discard)
    assert (result.exit_code, f"ideas {record_id}: discarded" in result.stdout) == (0, True), result.output
    assert await journal(ideas, int(record_id)) == [("parked.replayed", "Ada"), ("parked.discarded", "Grace")]
    result = await dlq(*discard)
    assert result.exit_code == 2
    assert f"ideas has no such parked record: {record_id}." in result.stderr


async def test_no_more_are_tried_per_second_than_the_rate_allows(dlq: Command, ideas: FastAPI, kafka: str) -> None:
    ids = [str(await poison(kafka, ideas)) for _ in range(4)]
    began = monotonic()
    result = await dlq("replay", "ideas", *ids, "--rate", "4")
    assert "0 of 4 done" in result.stdout, result.output
    assert monotonic() - began >= 0.75


async def test_an_event_that_a_newer_version_understands_is_taken_up(
    dlq: Command, ideas: FastAPI, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands for a field of action that the city's data lacked when the event came."""
    known = ideas.state.setup.fields_of_action
    record_id = str(await poison(kafka, ideas, origin="citizens", field_of_action="Raumfahrt"))
    monkeypatch.setattr("services.ideas.setup.fields_of_action_of", lambda city: known | {"Raumfahrt"})
    result = await dlq("replay", "ideas", record_id)
    assert (result.exit_code, f"ideas {record_id}: applied" in result.stdout) == (0, True), result.output
    taken_up = "SELECT count(*) FROM impulses WHERE field_of_action = 'Raumfahrt'"
    assert await ideas.state.pool.fetchval(taken_up) == 1
    assert (await dlq("replay", "ideas", record_id)).exit_code == 2
    assert await ideas.state.pool.fetchval(taken_up) == 1


async def test_views_take_a_replayed_fact_and_what_waited(
    dlq: Command, reporting: EventCore, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = random_history(1, random.Random(4)).records()
    fold = Projector.process

    async def fail(self: Projector, accepted: Any, work: Any) -> None:
        if any(each.record.key == records[0].key for each in accepted):
            raise LookupError
        await fold(self, accepted, work)

    monkeypatch.setattr(Projector, "process", fail)
    await publish(kafka, records)
    subject = (records[0].key or b"").decode()
    facts = sum(each.key == records[0].key for each in records)

    async def number_parked() -> int:
        return int(await reporting.pool.fetchval("SELECT count(*) FROM parked WHERE subject = $1", subject))

    async def all_parked() -> bool:
        return await number_parked() == facts

    await eventually(all_parked, seconds=90)  # other tests of the run may have left much in the topics
    monkeypatch.undo()
    result = await dlq("replay", "reporting", "--subject", subject)
    assert result.exit_code == 0, result.output
    assert await number_parked() == 0
    assert await reporting.pool.fetchval("SELECT count(*) FROM impulses WHERE impulse_id::text = $1", subject) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("replay", "ideas", "999999"), "ideas has no such parked record: 999999."),
        (("show", "ideas", "999999"), "ideas has no such parked record: 999999."),
        (("replay", "idea", "1"), "idea"),
        (("list", "--service", "idea"), "idea: choose from ideas"),
        (("list", "--topic", "impulse.v1"), "choose from intake.v1"),
        (("list", "--since", "yesterday"), "give a day like"),
        (("replay", "ideas", "--by", " "), "must be 1 to 100 printable characters"),
        (("discard", "ideas", "1"), "--reason"),
        (("discard", "ideas", "1", "--reason", ""), "must be 1 to 500 printable characters"),
        (("discard", "ideas", "--reason", "none"), "ID"),
        (("replay", "evaluation", "1"), "evaluation"),
    ],
)
async def test_a_wrong_call_is_explained_and_does_nothing(
    dlq: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    result = await dlq(*arguments)
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr


async def test_the_handlers_of_every_service_can_be_made(ideas_settings: Settings) -> None:
    assert all(hasattr(make(ideas_settings), "process") for make in PROCESSORS.values())
