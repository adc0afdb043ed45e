"""One registry of all types: complete, unambiguous, and clear about what it does not know."""

from types import ModuleType
from typing import Any

import pytest

from shared.contracts import assessments, facts, registry
from shared.contracts.event import Event
from shared.contracts.facts import CaseClaimed, ImpulseReceived
from shared.contracts.fields import Id
from shared.contracts.registry import EVENT_TYPES, NotAnEventType, UnknownMajor, collect, find, parse_type, read, upcast
from shared.contracts.topics import TopicKind, topics_of

# Source: lifecycle, "Facts", row by row; `checkpoint_published` is on each of the three topics.
FACTS = {
    "impulse": """received released reclassified visibility_changed inadmissible answered handed_over split merged absorbed
        unmerged query_asked query_answered query_lapsed appeal_lodged supported withdrawn redacted checkpoint_published""",
    "assessment": """catalogue_activated case_opened case_reopened case_closed track_raised claimed handed_back
        conflict_declared submitted statement_requested statement_given exclusion_cleared third_opinion_requested
        consensus_recorded query_requested deadline_changed overdue escalated consolidated decided decision_withdrawn
        submitted_to_council published appeal_admitted appeal_dismissed checkpoint_published""",
    "measure": """planned replanned linked milestone_reached progressed cost_booked funding_granted completed abandoned
        effect_reviewed checkpoint_published""",
    "intake": "impulse_submitted",
    "receipt": "erasure_applied",
}


def test_every_fact_of_the_lifecycle_has_a_type_and_no_other_exists() -> None:
    named = {f"de.impulswerk.{area}.{name}.v1" for area, names in FACTS.items() for name in names.split()}
    assert set(EVENT_TYPES) == named


def test_every_type_is_among_the_facts() -> None:
    assert {model.__name__ for model in EVENT_TYPES.values()} <= set(facts.__all__)


def test_every_counted_fact_is_on_a_topic_of_facts() -> None:
    fact_topics = {topic.name for topic in topics_of(TopicKind.FACTS)}
    assert {model.topic for model in EVENT_TYPES.values() if issubclass(model, facts.Fact)} == fact_topics
    assert all(issubclass(model, facts.Fact) == (model.topic in fact_topics) for model in EVENT_TYPES.values())


def test_a_type_is_its_name_and_its_major_version() -> None:
    assert parse_type("de.impulswerk.impulse.received.v12") == ("de.impulswerk.impulse.received", 12)
    assert ImpulseReceived.version() == 1


@pytest.mark.parametrize(
    "not_a_type", ["", "received", "received.v", ".v1", "received.v1a", "received.v-1", "received.v²"]
)
def test_what_has_no_major_version_is_no_type(not_a_type: str) -> None:
    with pytest.raises(NotAnEventType):
        parse_type(not_a_type)


def test_a_known_type_has_its_model() -> None:
    assert find("de.impulswerk.assessment.claimed.v1") is CaseClaimed


def test_an_unknown_type_is_to_be_skipped() -> None:
    assert find("de.impulswerk.impulse.celebrated.v1") is None
    assert read("de.impulswerk.impulse.celebrated.v1", {}) is None


def test_an_unknown_major_of_a_known_type_is_an_error() -> None:
    with pytest.raises(UnknownMajor):
        find("de.impulswerk.impulse.received.v2")


def test_an_old_version_is_raised_step_by_step() -> None:
    upcasters = {
        "a.v1": lambda data: {**data, "second": 2},
        "a.v2": lambda data: {**data, "third": data["second"] + 1},
    }
    assert upcast("a.v1", {"first": 1}, upcasters) == {"first": 1, "second": 2, "third": 3}
    assert upcast("a.v3", {"first": 1}, upcasters) == {"first": 1}


def test_an_old_version_with_an_upcaster_is_read_by_the_current_model(monkeypatch: pytest.MonkeyPatch) -> None:
    upcasters = {"de.impulswerk.impulse.received.v0": lambda data: data}
    monkeypatch.setattr(registry, "UPCASTERS", upcasters)
    assert find("de.impulswerk.impulse.received.v0") is ImpulseReceived


def test_two_models_cannot_claim_one_type() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        collect((assessments, assessments))


def test_a_model_without_a_type_of_its_own_is_no_event_type() -> None:
    assert "CaseFact" not in {model.__name__ for model in EVENT_TYPES.values()}


def module_with(model: type[Any]) -> ModuleType:
    module = ModuleType(model.__module__)
    vars(module)[model.__name__] = model
    return module


def test_what_a_module_defines_is_collected() -> None:
    class Something(Event):
        event_type = "de.impulswerk.test.something.v1"
        topic = "test"
        impulse_id: Id

    assert collect((module_with(Something),)) == {"de.impulswerk.test.something.v1": Something}
