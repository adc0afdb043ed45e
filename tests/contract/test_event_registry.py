"""One registry of all types: complete, unambiguous, and clear about what it does not know."""

from types import ModuleType
from typing import Any

import pytest

from shared.contracts import assessments, facts
from shared.contracts.event import Event
from shared.contracts.facts import CaseClaimed, ImpulseReceived
from shared.contracts.fields import Id
from shared.contracts.registry import (
    EVENT_TYPES,
    REGISTRY,
    NotAnEventType,
    Registry,
    UnknownMajor,
    collect,
    parse_type,
    read,
)
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


LATER_VERSIONS = {"assessment.published": 2, "assessment.track_raised": 2, "measure.planned": 2, "measure.replanned": 2}


def test_every_fact_of_the_lifecycle_has_a_type_and_no_other_exists() -> None:
    names = {f"{area}.{name}" for area, names in FACTS.items() for name in names.split()}
    assert set(EVENT_TYPES) == {f"de.impulswerk.{name}.v{LATER_VERSIONS.get(name, 1)}" for name in names}


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
    assert REGISTRY.find("de.impulswerk.assessment.claimed.v1") is CaseClaimed


def test_an_unknown_type_is_to_be_skipped() -> None:
    assert REGISTRY.find("de.impulswerk.impulse.celebrated.v1") is None
    assert read("de.impulswerk.impulse.celebrated.v1", {}) is None


def test_an_unknown_major_of_a_known_type_is_an_error() -> None:
    with pytest.raises(UnknownMajor):
        REGISTRY.find("de.impulswerk.impulse.received.v2")


class Third(Event):
    """The current version of an invented type."""

    event_type = "a.v3"
    topic = "test"
    second: Id
    third: Id


def test_an_old_version_is_raised_step_by_step_and_read_by_the_current_model() -> None:
    steps = Registry(
        {"a.v3": Third},
        {
            "a.v1": lambda data: {**data, "second": data["first"]},
            "a.v2": lambda data: {**data, "third": data["second"]},
        },
    )
    one = "019cad6d-b100-7000-8000-000000000001"
    assert steps.find("a.v1") is steps.find("a.v2") is Third
    assert steps.current("a.v1", {"first": one}) == ("a.v3", {"first": one, "second": one, "third": one})
    assert steps.current("a.v3", {"first": one}) == ("a.v3", {"first": one})
    assert steps.current("b.v1", {"first": one}) == ("b.v1", {"first": one})
    assert steps.read("a.v1", {"first": one}) == Third.model_validate({"second": one, "third": one})
    with pytest.raises(UnknownMajor):
        steps.find("a.v4")


@pytest.mark.parametrize("upcasters", [{"a.v1": dict}, {"a.v3": dict}, {"b.v1": dict}], ids=["gap", "current", "other"])
def test_an_upcaster_leads_to_the_current_version(upcasters: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not lead to the current version"):
        Registry({"a.v3": Third}, upcasters)


def test_a_type_has_one_current_version() -> None:
    with pytest.raises(ValueError, match="more than one current version"):
        Registry({"a.v2": Third, "a.v3": Third})


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
