"""From the portal's event and from a file of real proposals to the public page, on the real servers."""

import json
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from playwright.async_api import Browser, expect

from services.reporting.storage import TABLES
from shared.contracts.topics import FactTopic, TextTopic
from tests.e2e.desks import Desks
from tests.e2e.story import CONFIDENTIAL_WORD, MEASURE, PUBLISHED_WORD, REASONS, TEXT, TITLE, Implemented
from tests.e2e.topics import Topic, facts_of, header
from tests.e2e.up import Up, impulswerk
from tests.eventually import eventually
from tests.proposals import MAPPING, NUMBER, proposals_file, why_missing
from tests.unit.evaluation.cases import WORKED

pytestmark = pytest.mark.servers

VISIBLE_SECONDS = 60.0
EXPECTED = WORKED["G1"]["expected"]
PROFILE = {
    "Handlungsleitbild": "+0,75",
    "Verwaltungsentwicklung": "+1,17",
    "Dienstleistungsangebot": "+1,50",
    "Generationengerecht haushalten": "+0,50",
    "Nachhaltiges Verwaltungshandeln": "+0,50",
    "Beteiligung": "+0,25",
}
"""The values of `D` in case G1 as the page rounds them."""


@pytest.fixture(scope="module")
async def topics(desks: Desks, implemented: Implemented) -> dict[str, Topic]:
    """All fact and text topics, after the story."""
    kafka = desks.system.bootstrap_servers
    return {name.value: await Topic.read(kafka, name) for name in (*FactTopic, *TextTopic)}


@pytest.mark.skipif(why_missing() is not None, reason=why_missing() or "")
async def test_all_real_proposals_come_through_the_import_once(up: Up, desks: Desks) -> None:
    before = await desks.total()
    arguments = ("import", proposals_file(), "--mapping", MAPPING, "--release", "--ready-file", up.ready_file)
    first = await impulswerk(*arguments)
    assert first.code == 0, first.errors
    assert f"{NUMBER} Impulse übernommen, 0 waren schon da, 0 Zeilen ausgelassen." in first.output

    async def all_are_visible() -> bool:
        return await desks.total() == before + NUMBER

    await eventually(all_are_visible, seconds=VISIBLE_SECONDS, every=0.2)
    await eventually(up.settled, seconds=VISIBLE_SECONDS, every=0.5)
    listed = [item async for item in desks.listed("reporting", "/api/v1/impulses?limit=200")]
    assert len(listed) == len({item["number"] for item in listed}) == before + NUMBER
    assert all(item["title"] for item in listed if item["status"] != "inadmissible"), "their words were never released"
    overview = await desks.call("reporting", "GET", "/api/v1/overview")
    assert sum(overview["statuses"].values()) == sum(group["number"] for group in overview["groups"])

    second = await impulswerk(*arguments)
    assert second.code == 0, second.errors
    assert f"0 Impulse übernommen, {NUMBER} waren schon da, 0 Zeilen ausgelassen." in second.output
    assert await desks.total() == before + NUMBER
    assert await desks.call("reporting", "GET", "/api/v1/overview") == overview

    title = "Fahrradstraßen in der Innenstadt"
    found = await desks.call("reporting", "GET", f"/api/v1/impulses?q={title}")
    (number,) = [item["number"] for item in found["items"] if item["title"] == title]
    imported = await desks.public(number)
    assert imported is not None
    assert imported["source"]["licence"] == "CC BY 4.0"
    assert imported["source"]["url"].startswith("https://www.raddialog.bonn.de/")
    assert imported["received_on"] == "2017-09-13"


async def test_the_public_api_tells_what_became_of_the_portals_impulse(desks: Desks, implemented: Implemented) -> None:
    told = await desks.public(implemented.number)
    assert told is not None
    assert told == await desks.public(implemented.impulse_id)
    assert (told["title"], told["text"], told["status"]) == (TITLE, TEXT, "implemented")
    assert told["decision"]["decision"] == "accepted"
    assert told["decision"]["reasons"] == REASONS
    assert told["decision"]["deviation"] is False
    assert told["measure"]["title"] == MEASURE
    assert told["measure"]["planned_cents"] == 4_500_000
    steps = [step["step"] for step in told["timeline"]]
    path = ["received", "released", "published", "planned", "progressed", "completed"]
    assert [step for step in steps if step in path] == path
    assert told["timeline"][steps.index("progressed")]["percent"] == 40


async def test_the_result_is_case_g1_exactly_and_nobodys_own_view(desks: Desks, implemented: Implemented) -> None:
    assert {name: implemented.result[name] for name in EXPECTED} == EXPECTED
    told = await desks.public(implemented.number)
    assert told is not None
    published: dict[str, Any] = told["result"]
    anonymous = EXPECTED | {"individual": sorted(EXPECTED["individual"].values())}
    assert {name: published[name] for name in anonymous} == anonymous
    assert published["S"] == "61/80"
    assert published["votes"]["L4"] == [-1, 1]
    assert published["votes"]["Z45"] == ["NR", "NR"]


@pytest.mark.browser
async def test_the_public_page_shows_profile_and_score(
    desks: Desks, implemented: Implemented, browser: Browser
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    answer = await page.goto(f"{desks.system.url('reporting')}/impulse/{implemented.number}")
    assert answer is not None
    assert answer.status == 200
    await expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    words = " ".join((await page.locator("main").inner_text()).split())
    assert "61/80" in words
    for sentence in (TEXT, REASONS, MEASURE):
        assert sentence in words
    profile = page.get_by_role("table").first
    for dimension, value in PROFILE.items():
        await expect(profile.get_by_role("row").filter(has_text=dimension)).to_contain_text(value)
    assert CONFIDENTIAL_WORD not in await page.content()
    await context.close()


async def test_a_question_reaches_the_submitter_and_the_screened_answer_comes_back(desks: Desks) -> None:
    question, answer, passed_on = "An welcher Ecke?", "Bei Frau Muster am Brunnen.", "Am Brunnen."
    receipt = await desks.submit("Eine Bank zum Ausruhen", "Am Marktplatz fehlt eine Bank.")
    await desks.release(receipt["id"])
    case_id = await desks.case_of(receipt["id"])
    evaluator, _ = desks.evaluators()
    await desks.claim(case_id, evaluator)
    query_id = (await desks.case(case_id, "POST", "queries", evaluator, {"question": question}))["query_id"]

    async with httpx.AsyncClient(base_url=desks.system.url("ideas"), headers={"accept": "text/html"}) as browser:
        empty = (await browser.get("/mein-impuls")).text
        form = {"code": receipt["access_code"], "form_token": _form_token(empty)}

        async def shown() -> str | None:
            page = (await browser.post("/mein-impuls", data=form)).text
            return page if question in page else None

        page = await eventually(shown, seconds=VISIBLE_SECONDS, every=0.1)
        assert page is not None
        assert "Rückfrage offen" in page
        sent = {**form, "form_token": _form_token(page), "query": query_id, "answer": answer}
        assert "Ihre Antwort ist angekommen" in (await browser.post("/mein-impuls/antwort", data=sent)).text

    await _sub_state_is(desks, receipt["number"], "query")
    coordinator = desks.people("coordinator")[0]
    path = f"/api/ideas/v1/queries/{query_id}/release"
    await desks.call("ideas", "POST", path, coordinator, {"answer": passed_on})

    async def came_back() -> bool:
        [seen] = await desks.case(case_id, "GET", "queries", evaluator)
        return (seen["state"], seen["answer"]) == ("answered", passed_on)

    await eventually(came_back, seconds=VISIBLE_SECONDS, every=0.1)
    await _sub_state_is(desks, receipt["number"], None)


async def test_every_step_is_a_fact_on_its_topic(topics: dict[str, Topic], implemented: Implemented) -> None:
    impulse, assessment, measure = (facts_of(topics[name].about(implemented.impulse_id)) for name in FactTopic)
    assert impulse == _numbered("impulse", ["received.v1", "released.v1"])
    assert assessment == _numbered(
        "assessment",
        [
            "case_opened.v1",
            "claimed.v1",
            "submitted.v1",
            "claimed.v1",
            "submitted.v1",
            "consolidated.v1",
            "decided.v1",
            "published.v2",
        ],
    )
    assert measure == _numbered("measure", ["planned.v2", "progressed.v1", "completed.v1"])


async def test_the_facts_of_every_impulse_are_numbered_without_gaps(topics: dict[str, Topic]) -> None:
    for name in FactTopic:
        sequences: dict[str, set[int]] = {}
        for record in topics[name].records:
            sequences.setdefault(str(header(record, "ce_subject")), set()).add(int(header(record, "ce_sequence") or 0))
        assert sequences
        assert all(found == set(range(1, len(found) + 1)) for found in sequences.values())


async def test_fact_topics_hold_no_words_and_no_persons(
    topics: dict[str, Topic], desks: Desks, implemented: Implemented
) -> None:
    people = [person.user for person in desks.system.sign_ins]
    for name in FactTopic:
        assert not any(topics[name].texts_contain(word) for word in (PUBLISHED_WORD, CONFIDENTIAL_WORD, *people)), name
    assert topics[TextTopic.IMPULSE_TEXTS].texts_contain(PUBLISHED_WORD)
    assert topics[TextTopic.ASSESSMENT_TEXTS].texts_contain(PUBLISHED_WORD)
    assert topics[TextTopic.MEASURE_TEXTS].texts_contain(PUBLISHED_WORD)
    assert not any(topic.texts_contain(CONFIDENTIAL_WORD) for topic in topics.values()), (
        "reasons of ratings stay inside"
    )
    pseudonyms = {
        orjson.loads(record.value)["by"]
        for record in topics[FactTopic.ASSESSMENTS].about(implemented.impulse_id)
        if str(header(record, "ce_type")).endswith("assessment.submitted.v1")
    }
    assert len(pseudonyms) == 2


@pytest.mark.parametrize("name", WORKED)
async def test_score_computes_every_worked_case_exactly(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps(WORKED[name]), encoding="utf-8")
    finished = await impulswerk("score", file)
    assert finished.code == 0, finished.errors
    result = json.loads(finished.output)
    assert {key: result[key] for key in WORKED[name]["expected"]} == WORKED[name]["expected"]
    assert result["sdg"] == WORKED[name]["sdg"]


async def test_a_rebuild_gives_identical_rows_while_everything_runs(
    up: Up, desks: Desks, implemented: Implemented
) -> None:
    before = await desks.public(implemented.number)
    finished = await impulswerk("reporting", "rebuild", "--ready-file", up.ready_file)
    assert finished.code == 0, finished.output + finished.errors
    lines = [line for line in finished.output.splitlines() if line.endswith("identical")]
    assert [line.split(":")[0] for line in lines] == list(TABLES)
    assert await desks.public(implemented.number) == before


async def test_status_finds_everything_well(up: Up, implemented: Implemented) -> None:
    await eventually(up.settled, seconds=VISIBLE_SECONDS, every=0.5)
    finished = await impulswerk("status", "--ready-file", up.ready_file)
    assert finished.code == 0, finished.output
    for service in ("ideas", "evaluation", "implementation", "reporting"):
        assert service in finished.output


async def _sub_state_is(desks: Desks, number: str, sub_state: str | None) -> None:
    async def told() -> bool:
        impulse = await desks.public(number)
        assert impulse is not None
        assert impulse["status"] == "in_assessment"
        return bool(impulse["sub_state"] == sub_state)

    await eventually(told, seconds=VISIBLE_SECONDS, every=0.1)


def _form_token(page: str) -> str:
    return page.split('name="form_token" value="', 1)[1].split('"', 1)[0]


def _numbered(topic: str, names: list[str]) -> list[tuple[int, str]]:
    return [(place, f"de.impulswerk.{topic}.{name}") for place, name in enumerate(names, 1)]
