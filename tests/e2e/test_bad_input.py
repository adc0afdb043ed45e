"""What comes in wrong: a clear answer that names the field or line, nothing changed, and the next one gets through."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from aiokafka import TopicPartition

from shared.contracts.topics import dead_letter_topic
from tests.e2e.desks import EFFECT_SECONDS, Desks
from tests.e2e.story import sheet_of
from tests.e2e.topics import Topic, portal_event, portal_headers, post
from tests.e2e.up import Up, impulswerk
from tests.eventually import eventually

pytestmark = pytest.mark.servers

SUBMIT = "/api/ideas/v1/impulses"
WORD = "Holunderwinkel"
"""Stands in everything that must not be taken up, so that a leak or a half-done command is found."""

CONSTANTS = '[columns]\nreference = "id"\ntitle = "titel"\ntext = "text"\n\n[constants]\norigin = "citizens"\n'


@pytest.fixture(autouse=True)
async def nothing_changed(desks: Desks) -> AsyncIterator[None]:
    """Whatever a test sends wrong: no impulse holds its word afterwards."""
    yield
    listed = [item async for item in desks.listed("ideas", SUBMIT, "coordinator")]
    assert not [item for item in listed if WORD in item["title"]]


@pytest.fixture(scope="module", autouse=True)
async def records_are_discarded_at_the_end(up: Up) -> AsyncIterator[None]:
    """What operators do about the parked events in the end; until then `impulswerk status` reports them."""
    yield
    system = ("--ready-file", up.ready_file)
    listed = await impulswerk("dlq", "list", "--service", "ideas", "--topic", "intake.v1", "--json", *system)
    ids = [str(json.loads(line)["id"]) for line in listed.output.splitlines()]
    assert ids, listed.errors
    discarded = await impulswerk("dlq", "discard", "ideas", *ids, "--reason", "a test's", "--by", "a test", *system)
    assert (discarded.code, f"{len(ids)} of {len(ids)} done" in discarded.output) == (0, True), discarded.errors


@pytest.fixture
async def case_id(desks: Desks) -> str:
    """A released impulse's case, which nobody has claimed."""
    receipt = await desks.submit(f"Bänke am Fluss {uuid4().hex}", "Mehr Bänke am Fluss, bitte.")
    await desks.release(receipt["id"])
    return await desks.case_of(receipt["id"])


def refused(answer: httpx.Response, status: int, code: str, field: str | None) -> dict[str, Any]:
    """The problem, which must tell everything that a program and a person need."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"], problem.get("field")) == (status, code, field)
    assert problem["type"] == f"urn:impulswerk:error:{code}"
    assert problem["title"]
    assert problem["detail"].endswith(".")
    return problem


# The portal


def _good(**fields: object) -> bytes:
    return portal_event(_reference(), **({"title": WORD, "text": "Zu wenig Schatten."} | fields))


def _reference() -> str:
    return f"vorschlag-{uuid4().hex}"


BAD_EVENTS = {
    "no JSON": (f"{{{WORD}".encode(), portal_headers(), "value is not JSON"),
    "no object": (orjson.dumps([WORD]), portal_headers(), "value is not a JSON object"),
    "empty value": (b"", portal_headers(), "empty value"),
    "no headers": (_good(), [], "ce_"),
    "no id": (_good(), portal_headers(ce_id=None), "ce_id"),
    "no source": (_good(), portal_headers(ce_source=None), "ce_source"),
    "no type": (_good(), portal_headers(ce_type=None), "ce_type"),
    "unknown type": (_good(), portal_headers(ce_type="de.impulswerk.intake.unheard_of.v1"), "intake.unknown_type"),
    "unknown field of action": (_good(field_of_action="Zeitreisen"), portal_headers(), "field_of_action"),
    "empty text": (_good(text="  "), portal_headers(), "text"),
    "50,000 characters": (_good(text=f"{WORD} " + "x" * 50_000), portal_headers(), "text"),
    "no title": (portal_event(_reference(), text=WORD), portal_headers(), "title"),
    "unknown origin": (_good(origin="Mars"), portal_headers(), "origin"),
    "unknown field": (_good(telephone=WORD), portal_headers(), "telephone"),
    "reference that is a name": (portal_event("erika.musterfrau", title=WORD, text="x"), portal_headers(), "reference"),
}


async def test_a_bad_portal_event_becomes_a_dead_letter_and_the_good_one_behind_it_an_impulse(desks: Desks) -> None:
    good = f"Ein guter Vorschlag {uuid4().hex}"
    # One key, so one partition: the good event stands behind every bad one.
    key = _reference()
    events = [(key, value, headers) for value, headers, _ in BAD_EVENTS.values()]
    places = await post(
        desks.system.bootstrap_servers,
        *events,
        (key, portal_event(_reference(), title=good, text="Mehr Schatten."), portal_headers()),
    )

    async def good_is_there() -> bool:
        return [item["title"] for item in await desks.screened()].count(good) == 1

    await eventually(good_is_there, seconds=EFFECT_SECONDS, every=0.1)
    letters = await _dead_letters(desks)
    for (name, (value, _, reason)), place in zip(BAD_EVENTS.items(), places[:-1], strict=True):
        letter = letters[place]
        assert reason in letter["reason"], f"{name}: {letter['reason']}"
        assert WORD not in json.dumps(letter), name
        assert letter.keys() & {"value", "headers"} == set(), name
        assert value == b"" or value.decode() not in json.dumps(letter, ensure_ascii=False), name
    assert places[-1] not in letters


async def test_a_repeated_reference_changes_nothing_and_other_words_under_it_are_a_dead_letter(desks: Desks) -> None:
    reference, title = _reference(), f"Zweimal gesendet {uuid4().hex}"
    first = portal_event(reference, title=title, text="Einmal genügt.")
    other = portal_event(reference, title=WORD, text="Etwas ganz anderes.")
    behind = f"Nach der Wiederholung {uuid4().hex}"
    places = await post(
        desks.system.bootstrap_servers,
        (reference, first, portal_headers()),
        (reference, first, portal_headers()),
        (reference, other, portal_headers()),
        (reference, portal_event(_reference(), title=behind, text="Auch gut."), portal_headers()),
    )

    async def all_were_read() -> bool:
        return behind in [item["title"] for item in await desks.screened()]

    await eventually(all_were_read, seconds=EFFECT_SECONDS, every=0.1)
    assert [item["title"] for item in await desks.screened()].count(title) == 1
    letters = await _dead_letters(desks)
    assert [place in letters for place in places] == [False, False, True, False]
    assert letters[places[2]]["reason"] == "ideas.reference_reused: reference"


async def _dead_letters(desks: Desks) -> dict[tuple[TopicPartition, int], dict[str, Any]]:
    """By the place of the record that each is about."""
    topic = await Topic.read(desks.system.bootstrap_servers, dead_letter_topic("ideas"))
    letters = [orjson.loads(record.value) for record in topic.records]
    return {(TopicPartition(letter["topic"], letter["partition"]), letter["offset"]): letter for letter in letters}


# Files


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        pytest.param(f"id,title,text\n1,{WORD},Text\n", "datei.csv:1: titel: Diese Spalte fehlt", id="wrong columns"),
        pytest.param("", "datei.csv: ist leer", id="empty"),
    ],
)
async def test_a_file_that_does_not_fit_its_mapping_is_refused_as_a_whole(
    file: str, complaint: str, up: Up, desks: Desks, tmp_path: Path
) -> None:
    before = await desks.call("reporting", "GET", "/api/v1/overview")
    finished = await _import(file, up, tmp_path)
    assert finished.code == 2
    assert complaint in finished.errors
    assert await desks.call("reporting", "GET", "/api/v1/overview") == before


async def test_rows_with_errors_are_named_by_line_and_column_and_the_others_go_on(
    up: Up, desks: Desks, tmp_path: Path
) -> None:
    first, last = f"Vor den Fehlern {uuid4().hex}", f"Nach den Fehlern {uuid4().hex}"
    rows = [
        "id,titel,text",
        f"{_reference()},{first},Ein Text",
        f"{_reference()},,{WORD} ohne Titel",
        f'{_reference()},"{WORD}" mit falschem Ende,Text',
        f"{_reference()},{WORD},Text,eine Spalte zu viel",
        f'{_reference()},{last},"Ein Text, der\nüber zwei Zeilen geht"',
    ]
    finished = await _import("\n".join(rows) + "\n", up, tmp_path)
    assert finished.code == 1, finished.errors
    complaints = [line.split("datei.csv:")[1] for line in finished.errors.splitlines() if "datei.csv:" in line]
    assert [complaint.split(":")[0] for complaint in complaints] == ["3", "4", "5"]
    assert complaints[0].startswith("3: titel: ")
    assert "Anführungszeichen" in complaints[1]
    assert "2 Impulse übernommen, 0 waren schon da, 3 Zeilen ausgelassen." in finished.output
    titles = [item["title"] for item in await desks.screened()]
    assert (titles.count(first), titles.count(last)) == (1, 1)


async def _import(content: str, up: Up, folder: Path) -> Any:
    file, mapping = folder / "datei.csv", folder / "mapping.toml"
    file.write_text(content, encoding="utf-8")
    mapping.write_text(CONSTANTS, encoding="utf-8")
    return await impulswerk("import", file, "--mapping", mapping, "--ready-file", up.ready_file)


# Programs


@pytest.mark.parametrize("service", ["ideas", "evaluation", "implementation"])
async def test_a_body_over_one_mebibyte_is_refused_and_the_next_request_is_answered(service: Any, desks: Desks) -> None:
    paths = {
        "ideas": SUBMIT,
        "evaluation": f"/api/evaluation/v1/cases/{uuid4()}/claim",
        "implementation": "/api/implementation/v1/measures",
    }
    person = desks.people("coordinator" if service != "evaluation" else "evaluator")[0]
    body = {"title": WORD, "text": "x" * (3 * 1024 * 1024), "origin": "citizens"}
    answer = await desks.ask(service, "POST", paths[service], person, body, str(uuid4()))
    refused(answer, 413, "request.too_large", None)
    assert (await desks.ask(service, "GET", "/health/ready")).status_code == 200


async def test_a_repeated_key_gives_the_first_receipt_and_with_another_body_a_conflict(desks: Desks) -> None:
    coordinator, key = desks.people("coordinator")[0], str(uuid4())
    body = {"title": f"Einmal {uuid4().hex}", "text": "Mehr Bänke, bitte.", "origin": "citizens"}
    first = await desks.call("ideas", "POST", SUBMIT, coordinator, body, key)
    assert await desks.call("ideas", "POST", SUBMIT, coordinator, body, key) == first
    answer = await desks.ask("ideas", "POST", SUBMIT, coordinator, body | {"title": WORD}, key)
    refused(answer, 409, "request.idempotency_key_reused", "Idempotency-Key")
    refused(
        await desks.ask("ideas", "POST", SUBMIT, coordinator, body),
        *(400, "request.idempotency_key_invalid", "Idempotency-Key"),
    )
    assert [item["title"] for item in await desks.screened()].count(body["title"]) == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": ""}, "request.invalid", "title"),
        ({"text": ""}, "request.invalid", "text"),
        ({"text": "x" * 50_000}, "request.invalid", "text"),
        ({"origin": "Mars"}, "request.invalid", "origin"),
        ({"field_of_action": "Zeitreisen"}, "ideas.field_of_action_unknown", "field_of_action"),
        ({"telephone": "1"}, "request.invalid", "telephone"),
    ],
)
async def test_a_submission_that_breaks_a_rule_names_its_field(
    change: dict[str, object], code: str, field: str, desks: Desks
) -> None:
    body = {"title": WORD, "text": f"{WORD} mit Text", "origin": "citizens"} | change
    refused(
        await desks.ask("ideas", "POST", SUBMIT, desks.people("coordinator")[0], body, str(uuid4())), 422, code, field
    )


# Evaluators and deciders


@pytest.mark.parametrize("value", [3, -3, 1.5, "1", True])
async def test_a_rating_outside_the_scale_is_refused_and_the_draft_stays(
    value: object, case_id: str, desks: Desks
) -> None:
    evaluator, _ = desks.evaluators()
    token = await desks.claim(case_id, evaluator)
    sheet = sheet_of("A")
    saved = await desks.case(case_id, "PUT", "assessment", evaluator, {"token": token, **sheet})
    held = {"token": token, "draft_version": saved["draft_version"]}
    wrong = {**held, **sheet, "ratings": sheet["ratings"] | {"L1": {"value": value}}}
    path = f"/api/evaluation/v1/cases/{case_id}"
    problem = refused(
        await desks.ask("evaluation", "PUT", f"{path}/assessment", evaluator, wrong),
        *(422, "evaluation.assessment_invalid", "ratings.L1.value"),
    )
    assert problem["errors"][0]["code"] == "evaluation.rating_outside_scale"
    draft = (await desks.case(case_id, "GET", "", evaluator))["assessment"]
    assert draft["ratings"]["L1"]["value"] == sheet["ratings"]["L1"]["value"]


async def test_a_decision_without_reasons_is_refused_and_the_case_waits_for_one(case_id: str, desks: Desks) -> None:
    for evaluator, letter in zip(desks.evaluators(), "AB", strict=True):
        await desks.assess(case_id, evaluator, sheet_of(letter))
    decider = desks.people("decider")[0]
    path = f"/api/evaluation/v1/cases/{case_id}/decision"
    for body in ({"decision": "accepted"}, {"decision": "accepted", "reasons": "   "}):
        answer = await desks.ask("evaluation", "POST", path, decider, body)
        refused(answer, 422, "evaluation.reasons_missing", "reasons")
    case = await desks.case(case_id, "GET", "", decider)
    assert (case["state"], case["decision"]) == ("consolidated", None)


async def test_a_stale_claim_is_refused_and_the_newer_one_works_on(case_id: str, desks: Desks) -> None:
    evaluator, _ = desks.evaluators()
    path = f"/api/evaluation/v1/cases/{case_id}"
    stale = await desks.claim(case_id, evaluator)
    await desks.call("evaluation", "POST", f"{path}/hand-back", evaluator, {"token": stale})
    token = await desks.claim(case_id, evaluator)
    assert token != stale
    sheet = sheet_of("A")
    for method, step, body in (("PUT", "assessment", sheet), ("POST", "submit", {"draft_version": 0})):
        answer = await desks.ask("evaluation", method, f"{path}/{step}", evaluator, {"token": stale, **body})
        refused(answer, 409, "evaluation.stale_claim", "token")
    assert (await desks.case(case_id, "GET", "", evaluator))["assessment"]["ratings"] == {}
    saved = await desks.case(case_id, "PUT", "assessment", evaluator, {"token": token, **sheet})
    await desks.case(case_id, "POST", "submit", evaluator, {"token": token, "draft_version": saved["draft_version"]})
