"""Measures on real servers: from the published decision to facts and texts on Kafka."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from services.implementation.main import MIGRATIONS
from shared.contracts.facts import (
    Costs,
    Fact,
    ImpulseRedacted,
    MeasureAbandoned,
    MeasureCompleted,
    MeasurePlanned,
    MeasureProgressed,
    Text,
)
from shared.contracts.texts import new_text, text_hash
from shared.contracts.topics import FactTopic, TextTopic
from shared.runtime.migrations import Migrations, migrate
from tests.conftest import NewDatabase, NewSettings
from tests.eventually import eventually
from tests.histories import History
from tests.integration.implementation_service import (
    DUE_ON,
    Service,
    implementation,
    plan_body,
    publish,
    published,
    received,
    released,
)

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def service(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder: Path = tmp_path_factory.mktemp("implementation")
    async with implementation(await new_settings(), folder) as service:
        yield service


async def facts(service: Service, impulse_id: UUID) -> list[str]:
    """The types in the journal, without prefix and version."""
    rows = await service.app.state.pool.fetch(
        "SELECT type FROM events WHERE subject = $1 ORDER BY sequence", str(impulse_id)
    )
    return [row["type"].split(".")[-2] for row in rows]


async def test_a_measure_and_its_life_reach_kafka_as_facts_and_texts(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    indicator = {"name": "Sitzende am Sonntag", "baseline": 0, "target": 12.5}
    measure_id = await service.plan(impulse_id, indicator=indicator)
    for path, body in (("progress", {"percent": 40}), ("completion", None)):
        answer = await service.post(f"/measures/{measure_id}/{path}", body)
        assert (answer.status_code, answer.content) == (204, b"")

    told = await service.records(FactTopic.MEASURES, impulse_id, 3)
    planned, progressed, completed = told
    assert isinstance(planned, MeasurePlanned)
    assert str(planned.measure_id) == measure_id
    assert (planned.unit, planned.due_on) == ("tiefbau", DUE_ON)
    assert planned.costs == Costs(planned_cents=1_250_050, own_share_cents=450_050, funding_cents=800_000)
    assert isinstance(progressed, MeasureProgressed)
    assert progressed.percent == 40
    assert isinstance(completed, MeasureCompleted)

    texts = {
        text.text_id: text
        for text in await service.records(TextTopic.MEASURE_TEXTS, impulse_id, 2)
        if isinstance(text, Text)
    }
    assert planned.indicator is not None
    title, name = texts[planned.text.text_id], texts[planned.indicator.text.text_id]
    assert (title.kind, title.title) == ("measure", "Vier Bänke am Fluss")
    assert (name.kind, name.title) == ("indicator", "Sitzende am Sonntag")
    assert text_hash(title) == planned.text.text_hash

    async def outbox_is_empty() -> bool:
        left = await service.app.state.pool.fetchval(
            "SELECT count(*) FROM outbox WHERE partition_key = $1", str(impulse_id)
        )
        return bool(left == 0)

    await eventually(outbox_is_empty)


async def test_no_typed_word_and_no_person_is_in_a_fact(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id)
    await service.post(f"/measures/{measure_id}/abandonment", {"reason": "Der Uferweg wird gesperrt."})
    told = await service.records(FactTopic.MEASURES, impulse_id, 2)
    written = " ".join(str(fact.data()) for fact in told if isinstance(fact, Fact))
    for word in ("Bänke", "Uferweg", "i1", "Kim"):
        assert word not in written
    assert isinstance(told[1], MeasureAbandoned)
    texts = await service.records(TextTopic.MEASURE_TEXTS, impulse_id, 2)
    assert [(text.kind, text.body) for text in texts if isinstance(text, Text)][1] == (
        "abandonment",
        "Der Uferweg wird gesperrt.",
    )


async def test_before_the_decision_is_published_there_is_nothing_to_plan(service: Service) -> None:
    impulse_id = uuid7()
    refused = await service.post("/measures", plan_body(impulse_id), key=str(uuid7()))
    assert (refused.status_code, refused.json()["code"]) == (404, "implementation.impulse_unknown")

    history = History()
    received(history, impulse_id)
    released(history, impulse_id)
    await service.tell(history)
    await eventually(lambda: service.has_title(impulse_id))
    refused = await service.post("/measures", plan_body(impulse_id), key=str(uuid7()))
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["field"]) == ("implementation.impulse_not_accepted", "impulse_id")
    assert str(impulse_id) not in {each["id"] for each in (await service.get("/impulses"))["items"]}
    assert await facts(service, impulse_id) == []

    published(history, impulse_id, "accepted")
    await service.tell(history)
    await service.decided(impulse_id, "accepted")
    assert await service.plan(impulse_id)


async def test_a_rejected_impulse_gets_no_measure(service: Service) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    published(history, impulse_id, "rejected")
    await service.tell(history)
    await service.decided(impulse_id, "rejected")
    refused = await service.post("/measures", plan_body(impulse_id), key=str(uuid7()))
    assert (refused.status_code, refused.json()["code"]) == (409, "implementation.impulse_not_accepted")


async def test_a_newer_decision_supersedes_the_first_one(service: Service) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    published(history, impulse_id, "accepted")
    await service.tell(history)
    await service.decided(impulse_id, "accepted")
    measure_id = await service.plan(impulse_id)

    published(history, impulse_id, "rejected")
    await service.tell(history)
    await service.decided(impulse_id, "rejected")
    refused = await service.post(f"/measures/{measure_id}/progress", {"percent": 10})
    assert (refused.status_code, refused.json()["code"]) == (409, "implementation.impulse_not_accepted")
    ended = await service.post(f"/measures/{measure_id}/abandonment", {"reason": "Neu entschieden."})
    assert ended.status_code == 204


async def test_the_same_key_gives_the_same_measure_and_another_body_is_refused(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    key = str(uuid7())
    first = await service.post("/measures", plan_body(impulse_id), key=key)
    again = await service.post("/measures", plan_body(impulse_id), key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await service.post("/measures", plan_body(impulse_id, planned_cents=2_000_000), key=key)
    assert (other.status_code, other.json()["code"]) == (409, "request.idempotency_key_reused")
    assert await facts(service, impulse_id) == ["planned"]


async def test_planning_needs_a_key(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    refused = await service.post("/measures", plan_body(impulse_id))
    assert (refused.status_code, refused.json()["code"]) == (400, "request.idempotency_key_invalid")
    assert await facts(service, impulse_id) == []


async def test_a_key_makes_every_other_command_happen_once(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id)
    key = str(uuid7())
    for _ in range(2):
        answer = await service.post(f"/measures/{measure_id}/completion", key=key)
        assert answer.status_code == 204
    assert await facts(service, impulse_id) == ["planned", "completed"]


@pytest.mark.parametrize(
    ("path", "body"), [("progress", {"percent": 50}), ("completion", None), ("abandonment", {"reason": "Zu teuer."})]
)
async def test_after_completion_nothing_changes_any_more(service: Service, path: str, body: Any) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id)
    assert (await service.post(f"/measures/{measure_id}/completion")).status_code == 204
    refused = await service.post(f"/measures/{measure_id}/{path}", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "implementation.measure_finished")
    assert await facts(service, impulse_id) == ["planned", "completed"]
    shown = await service.get(f"/measures/{measure_id}")
    assert (shown["state"], shown["percent"]) == ("completed", 100)


async def test_of_many_completions_at_once_one_counts(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id)
    answers = await asyncio.gather(*(service.post(f"/measures/{measure_id}/completion") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [204, *[409] * 7]
    assert await facts(service, impulse_id) == ["planned", "completed"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": " "}, "request.invalid", "title"),
        ({"title": "x" * 251}, "request.invalid", "title"),
        ({"title": "Bänke\x00"}, "request.invalid", "title"),
        ({"unit": "mondbasis"}, "implementation.unit_unknown", "unit"),
        ({"due_on": "2020-01-01"}, "implementation.due_in_past", "due_on"),
        ({"due_on": "morgen"}, "request.invalid", "due_on"),
        ({"planned_cents": -1}, "request.invalid", "planned_cents"),
        ({"planned_cents": 12.5}, "request.invalid", "planned_cents"),
        ({"planned_cents": True}, "request.invalid", "planned_cents"),
        ({"planned_cents": 10**30}, "request.invalid", "planned_cents"),
        ({"funding_cents": 800_001}, "implementation.shares_exceed_costs", "funding_cents"),
        ({"indicator": {"name": "", "baseline": 1, "target": 2}}, "request.invalid", "indicator.name"),
        ({"indicator": {"name": "Gäste", "baseline": 1}}, "request.invalid", "indicator.target"),
        ({"indicator": {"name": "Gäste", "baseline": "viele", "target": 2}}, "request.invalid", "indicator.baseline"),
        ({"colour": "red"}, "request.invalid", "colour"),
    ],
)
async def test_a_bad_plan_names_its_field_and_changes_nothing(
    service: Service, changes: dict[str, Any], code: str, field: str
) -> None:
    impulse_id = await service.accepted_impulse()
    refused = await service.post("/measures", plan_body(impulse_id, **changes), key=str(uuid7()))
    assert refused.status_code == 422
    problem = refused.json()
    assert (problem["code"], problem["field"]) == (code, field)
    assert await facts(service, impulse_id) == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("progress", {"percent": 101}, "percent"),
        ("progress", {"percent": "50"}, "percent"),
        ("progress", {}, "percent"),
        ("abandonment", {"reason": " "}, "reason"),
        ("abandonment", {"reason": "x" * 10_001}, "reason"),
    ],
)
async def test_a_bad_report_names_its_field(service: Service, path: str, body: Any, field: str) -> None:
    measure_id = await service.plan(await service.accepted_impulse())
    refused = await service.post(f"/measures/{measure_id}/{path}", body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


async def test_an_unknown_measure(service: Service) -> None:
    refused = await service.post(f"/measures/{uuid7()}/completion")
    assert (refused.status_code, refused.json()["code"]) == (404, "implementation.measure_unknown")


@pytest.mark.parametrize(
    ("user", "reads", "plans"), [("c1", 200, 201), ("a1", 200, 403), ("e1", 403, 403), ("nobody", 401, 401)]
)
async def test_who_may_read_and_who_may_plan(service: Service, user: str, reads: int, plans: int) -> None:
    impulse_id = await service.accepted_impulse()
    planned = await service.post("/measures", plan_body(impulse_id), user=user, key=str(uuid7()))
    assert planned.status_code == plans
    seen = await service.caller.get(
        "/api/implementation/v1/measures", headers={"Authorization": f"Bearer token-of-{user}"}
    )
    assert seen.status_code == reads


async def test_what_a_measure_looks_like(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id, indicator={"name": "Gäste", "baseline": 1, "target": 2.5})
    await service.post(f"/measures/{measure_id}/progress", {"percent": 40})
    listed = await service.get(f"/measures?impulse_id={impulse_id}")
    assert listed["next"] is None
    (shown,) = listed["items"]
    assert shown == await service.get(f"/measures/{measure_id}")
    assert (shown["id"], shown["impulse_id"], shown["title"]) == (measure_id, str(impulse_id), "Vier Bänke am Fluss")
    assert (shown["state"], shown["percent"], shown["late"]) == ("in_progress", 40, False)
    assert shown["indicator"] == {"name": "Gäste", "baseline": "1", "target": "2.5"}


async def test_a_parameter_without_a_value_counts_as_left_out(service: Service) -> None:
    assert await service.get("/measures?cursor=&impulse_id=") == await service.get("/measures")


async def test_a_running_measure_is_late_after_its_day(service: Service) -> None:
    measure_id = await service.plan(await service.accepted_impulse())
    await service.app.state.pool.execute(
        "UPDATE measures SET due_on = (now() - make_interval(days => 2))::date WHERE measure_id = $1", UUID(measure_id)
    )
    assert (await service.get(f"/measures/{measure_id}"))["late"] is True


async def test_lists_are_read_page_by_page(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    planned = [await service.plan(impulse_id) for _ in range(52)]
    seen: list[str] = []
    path = f"/measures?impulse_id={impulse_id}"
    page = await service.get(path)
    while True:
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        page = await service.get(f"{path}&cursor={page['next']}")
    assert seen == planned


async def test_accepted_impulses_come_with_words_and_measures(service: Service) -> None:
    impulse_id = await service.accepted_impulse("accepted_with_conditions")
    before = uuid7_before(impulse_id)
    (shown, *_) = (await service.get(f"/impulses?cursor={before}"))["items"]
    assert shown["id"] == str(impulse_id)
    assert (shown["title"], shown["unit"], shown["measures"]) == ("Bänke am Fluss", "gruenflaechen", [])
    assert (shown["decision"], shown["conditions"]) == ("accepted_with_conditions", "Der Uferweg bleibt frei.")
    assert shown["condition_list"] == [
        {
            "text": "Der Uferweg bleibt frei.",
            "unit": "tiefbau",
            "due_on": "2027-05-03",
            "budget_year": 2027,
            "debate_on": None,
        }
    ]
    measure_id = await service.plan(impulse_id)
    assert (await service.get(f"/impulses?cursor={before}"))["items"][0]["measures"] == [measure_id]


async def test_each_publication_takes_the_place_of_the_one_before(service: Service) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    indicator = history.text(TextTopic.ASSESSMENT_TEXTS, new_text(impulse_id, "indicator", title="Gäste am Fluss"))
    frame = {"unit": "gruenflaechen", "one_off_cents": 1_500_000, "yearly_cents": 20_000, "indicator": indicator.ref}

    async def accepted(**expected: Any) -> None:
        await service.tell(history)

        async def look() -> bool:
            items = (await service.get(f"/impulses?cursor={uuid7_before(impulse_id)}"))["items"]
            found = [item for item in items if item["id"] == str(impulse_id)]
            return {name: found[0][name] if found else None for name in expected} == expected

        await eventually(look)

    published(history, impulse_id, "accepted", **frame)
    await accepted(
        decided_unit="gruenflaechen", one_off_cents=1_500_000, yearly_cents=20_000, indicator="Gäste am Fluss"
    )
    decided_at = "SELECT decided_at FROM impulses WHERE impulse_id = $1"
    first = await service.app.state.pool.fetchval(decided_at, impulse_id)

    why = history.text(TextTopic.ASSESSMENT_TEXTS, new_text(impulse_id, "decision_reasons", body="Falscher Betrag."))
    published(
        history, impulse_id, "accepted", **frame | {"one_off_cents": 900}, occasion="correction", correction=why.ref
    )
    await accepted(one_off_cents=900, decided_unit="gruenflaechen")
    assert await service.app.state.pool.fetchval(decided_at, impulse_id) == first, "a correction is no new decision"

    published(history, impulse_id, "accepted_with_conditions", round=2)
    await accepted(one_off_cents=None, decided_unit=None, indicator=None, conditions="Der Uferweg bleibt frei.")
    assert await service.app.state.pool.fetchval(decided_at, impulse_id) > first


async def test_conditions_of_before_become_a_list(new_database: NewDatabase, tmp_path: Path) -> None:
    *shared, ours = MIGRATIONS
    (tmp_path / "001_measures.sql").write_bytes((ours.folder / "001_measures.sql").read_bytes())
    impulse_id, text_id = uuid7(), uuid7()
    connection = await asyncpg.connect(await new_database())
    try:
        await migrate(connection, *shared, Migrations("implementation", tmp_path))
        await connection.execute(
            "INSERT INTO impulses (impulse_id, decision, conditions_id, conditions_version, decided_at) "
            "VALUES ($1, 'accepted_with_conditions', $2, 1, now())",
            impulse_id,
            text_id,
        )
        await connection.execute(
            "INSERT INTO texts (text_id, impulse_id, topic, kind, text_version, content) "
            """VALUES ($1, $2, 'impulswerk.assessment-texts.v1', 'conditions', 1, '{"body": "Bis Juni."}')""",
            text_id,
            impulse_id,
        )
        await migrate(connection, *MIGRATIONS)
        listed = await connection.fetchval(
            "SELECT conditions FROM impulses_with_words WHERE impulse_id = $1", impulse_id
        )
        assert json.loads(listed) == [{"text": "Bis Juni."}]
    finally:
        await connection.close()


def uuid7_before(impulse_id: UUID) -> UUID:
    return UUID(int=impulse_id.int - 1)


@pytest.mark.parametrize("seed", range(5))
async def test_topics_in_any_order_give_the_same_row(service: Service, seed: int) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    released(history, impulse_id)
    published(history, impulse_id, "accepted_with_conditions")
    records = history.records()
    topics = sorted({record.topic for record in records})
    random.Random(seed).shuffle(topics)
    for topic in topics:
        await publish(service.kafka, [record for record in records if record.topic == topic])

    async def complete() -> bool:
        return (
            await service.app.state.pool.fetchval(
                "SELECT num_nulls(number, unit, decision, title, body, conditions #>> '{0,text}') = 0 "
                "FROM impulses_with_words WHERE impulse_id = $1",
                impulse_id,
            )
            is True
        )

    await eventually(complete)


async def test_the_description_of_the_api_has_examples_for_every_body(service: Service) -> None:
    description = (await service.caller.get("/openapi.json")).json()
    schemas = description["components"]["schemas"]
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path in description["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    assert sorted(bodies) == ["Abandonment", "NewMeasure", "Progress"]
    for name in (*bodies, "PlannedMeasure", "MeasureAnswer", "AcceptedImpulse"):
        assert schemas[name]["examples"], name
    assert description["openapi"].startswith("3.1")


async def test_every_fact_refers_to_texts_that_were_published(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id, due_on=(DUE_ON + timedelta(days=1)).isoformat())
    await service.post(f"/measures/{measure_id}/abandonment", {"reason": "Kein Platz."})
    told = await service.records(FactTopic.MEASURES, impulse_id, 2)
    texts = await service.records(TextTopic.MEASURE_TEXTS, impulse_id, 2)
    published_refs = {text.ref for text in texts if isinstance(text, Text)}
    assert {ref for fact in told if isinstance(fact, Fact) for ref in fact.text_refs.values()} == published_refs


async def test_a_redaction_removes_every_word_and_leaves_the_measure(service: Service) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    released(history, impulse_id)
    published(history, impulse_id, "accepted_with_conditions")
    await service.tell(history)
    await service.decided(impulse_id, "accepted_with_conditions")
    await eventually(lambda: service.has_title(impulse_id))
    measure_id = await service.plan(impulse_id, indicator={"name": "Gäste", "baseline": 1, "target": 2})

    history.fact(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=1))
    late = history.text(TextTopic.IMPULSE_TEXTS, new_text(impulse_id, "impulse", title="Zu spät"))
    kept = history.text(TextTopic.IMPULSE_TEXTS, new_text(impulse_id, "impulse", title="Neutral", text_version=2))
    await service.tell(history)

    async def left() -> bool:
        rows = await service.app.state.pool.fetch("SELECT text_id FROM texts WHERE impulse_id = $1", impulse_id)
        return [row["text_id"] for row in rows] == [kept.text_id]

    await eventually(left)
    assert late.text_id != kept.text_id
    shown = await service.get(f"/measures/{measure_id}")
    assert (shown["title"], shown["indicator"]["name"], shown["planned_cents"]) == (None, None, 1_250_050)
    records = await service.records(TextTopic.MEASURE_TEXTS, impulse_id, 4)
    assert [isinstance(record, Text) for record in records] == [True, True, False, False]
