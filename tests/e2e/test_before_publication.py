"""Before its publication nothing about a result is anywhere but in case texts: topics, pages, API, metrics, logs are searched."""

from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.topics import TOPICS, TopicKind
from shared.runtime.settings import SERVICES
from tests.e2e.desks import EFFECT_SECONDS, Desks
from tests.e2e.story import sheet_of
from tests.e2e.topics import Topic, header
from tests.e2e.up import Up
from tests.eventually import eventually

pytestmark = pytest.mark.servers

TITLE = "Ein Dach über dem Wochenmarkt"


class Marks:
    """Made-up words, one for each typed part of what is decided."""

    def __init__(self) -> None:
        self.reasons, self.condition, self.indicator, self.confirmation, self.deviation, self.minority, self.hearing = (
            f"Geheim{uuid4().hex[:12]}" for _ in range(7)
        )

    @property
    def decision(self) -> dict[str, Any]:
        return {
            "decision": "accepted_with_conditions",
            "reasons": self.reasons,
            "conditions": [{"text": self.condition, "unit": "tiefbau"}],
            "indicator": self.indicator,
            "confirmation": self.confirmation,
            "deviation_reason": self.deviation,
            "minority_view": self.minority,
            "one_off_cents": 1_234_567_89,
            "unit": "tiefbau",
        }

    @property
    def typed(self) -> tuple[str, ...]:
        return (self.reasons, self.condition, self.indicator, self.confirmation, self.deviation, self.minority)


@pytest.fixture(scope="module")
def marks() -> Marks:
    return Marks()


@pytest.fixture(scope="module")
async def decided(desks: Desks, up: Up, marks: Marks) -> dict[str, Any]:
    """A case that the submitter was heard about, assessed as G1 and decided, and that everybody has read about what there is."""
    receipt = await desks.submit(TITLE, "Bei Regen wird alles nass.")
    await desks.release(receipt["id"])
    case_id = await desks.case_of(receipt["id"])
    for evaluator, letter in zip(desks.evaluators(), "AB", strict=True):
        await desks.assess(case_id, evaluator, sheet_of(letter))
    decider = desks.people("decider")[0]
    await desks.case(case_id, "POST", "hearing", decider, {"words": marks.hearing})
    await desks.case(case_id, "POST", "decision", decider, marks.decision)
    assert (await desks.case(case_id, "GET", "", decider))["decision"]["reasons"] == marks.reasons
    await eventually(up.settled, seconds=EFFECT_SECONDS, every=0.5)
    return receipt


async def test_no_topic_holds_a_word_or_a_result_and_only_case_texts_the_hearing(
    desks: Desks, decided: dict[str, Any], marks: Marks
) -> None:
    for topic in TOPICS:
        read = await Topic.read(desks.system.bootstrap_servers, topic.name)
        for word in marks.typed:
            assert not read.texts_contain(word), topic.name
        assert read.texts_contain(marks.hearing) == (topic.name == "impulswerk.assessment-case-texts.v1"), topic.name
        if topic.kind is TopicKind.FACTS:
            for record in read.about(decided["id"]):
                assert header(record, "ce_type") != "de.impulswerk.assessment.published.v2"
                for secret in (b"accepted", b"UMSETZEN", b"61/80", b"12345678", b"votes", b"result"):
                    assert secret not in record.value, (header(record, "ce_type"), secret)


async def test_no_public_page_feed_or_answer_tells_it(desks: Desks, decided: dict[str, Any], marks: Marks) -> None:
    number = decided["number"]
    paths = (
        "/",
        "/impulse",
        f"/impulse/{number}",
        "/methode",
        "/daten/impulse.jsonl",
        "/daten/bewertung.csv",
        "/daten/massnahmen.csv",
        "/impulse.csv",
        f"/api/v1/impulses/{number}",
        "/api/v1/impulses",
        "/api/v1/overview",
    )
    for path in paths:
        answer = await desks.ask("reporting", "GET", path)
        assert answer.is_success, path
        for word in (*marks.typed, marks.hearing):
            assert word not in answer.text, path
    told = await desks.public(number)
    assert told is not None
    assert (told["status"], told["decision"], told["result"], told["measure"]) == ("in_assessment", None, None, None)
    recompute = await desks.ask("reporting", "GET", f"/impulse/{number}/nachrechnen.json")
    assert recompute.status_code == 404


async def test_no_metric_or_log_tells_it(desks: Desks, up: Up, decided: dict[str, Any], marks: Marks) -> None:
    said = [(await desks.ask(service, "GET", "/metrics")).text for service in SERVICES]
    said += [file.read_text(errors="replace") for file in (up.data / "logs").rglob("*") if file.is_file()]
    assert any(said)
    for words in said:
        for secret in (*marks.typed, marks.hearing, TITLE):
            assert secret not in words
        assert "accepted_with_conditions" not in words
