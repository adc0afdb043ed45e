"""The public download has what is decided or ended, listed, and with nothing under way; before publication it has nothing."""

import random
from typing import Any

import pytest

from services.reporting.facts_download.settled import OTHER_IMPULSES, Settling
from services.reporting.fold import apply_record
from services.reporting.views.impulse import ImpulseRow, shown
from shared.contracts.event import Fact
from shared.contracts.registry import EVENT_TYPES
from shared.contracts.topics import FactTopic
from shared.messaging.journal import format_time
from tests.histories import accepted, random_history

IMPULSE = "de.impulswerk.impulse."
ASSESSMENT = "de.impulswerk.assessment."
MEASURE = "de.impulswerk.measure."

Told = tuple[str, dict[str, Any]]

TEXT = {"text_id": "t", "text_version": 1, "text_hash": "0" * 64}
RECEIVED: Told = (f"{IMPULSE}received.v1", {"number": "2026-0001", "visibility": "public"})
INTERNAL: Told = (f"{IMPULSE}received.v1", {"number": "2026-0001", "visibility": "internal"})
RELEASED: Told = (f"{IMPULSE}released.v1", {"text": TEXT})
WITHDRAWN: Told = (f"{IMPULSE}withdrawn.v1", {})
INADMISSIBLE: Told = (f"{IMPULSE}inadmissible.v1", {"reason": TEXT})
LODGED: Told = (f"{IMPULSE}appeal_lodged.v1", {"appeal_id": "a", "round": 1})


def assessment(fact: str, case_id: str = "c1", **data: Any) -> Told:
    version = "v2" if fact == "published" else "v1"
    return f"{ASSESSMENT}{fact}.{version}", {"case_id": case_id, "round": int(case_id[1]), **data}


OPENED = assessment("case_opened", due_on="2026-04-01")
DECIDED = assessment("decided", by="0" * 64)
TAKEN_BACK = assessment("decision_withdrawn", by="0" * 64)
PUBLISHED = assessment("published", decision="rejected")
CORRECTED = assessment("published", decision="rejected", occasion="correction")
REMEDIED = assessment("published", decision="accepted", occasion="remedy")
DEFERRED = assessment("published", decision="deferred")
CLOSED = assessment("case_closed", cause="withdrawn")
ADMITTED = assessment("appeal_admitted", appeal_id="a")
DISMISSED = assessment("appeal_dismissed", appeal_id="a")
REOPENED = assessment("case_reopened", "c2", cause="appeal", due_on="2026-05-01")
HEARING = assessment("query_requested", query_id="q", stage="hearing", text=TEXT)
DECIDED_AGAIN = assessment("published", "c2", decision="accepted")

LINKED: Told = (f"{MEASURE}linked.v1", {"measure_id": "m", "other": "z"})
REJECTED = (RECEIVED, RELEASED, OPENED, PUBLISHED)


def follow(*told: Told) -> Settling:
    followed = Settling()
    for event_type, data in told:
        followed.fact(event_type, "2026-03-02T08:00:00.000000Z", {"impulse_id": "i", **data})
    return followed


@pytest.mark.parametrize(
    "told",
    [
        REJECTED,
        (RECEIVED, INADMISSIBLE),
        (RECEIVED, RELEASED, OPENED, DEFERRED),
        (RECEIVED, RELEASED, OPENED, WITHDRAWN, CLOSED),
        (RECEIVED, RELEASED, OPENED, HEARING, DECIDED, PUBLISHED),
        (*REJECTED, DECIDED, CORRECTED),
        (*REJECTED, DECIDED, TAKEN_BACK),
        (*REJECTED, LODGED, DISMISSED),
        (*REJECTED, LODGED, ADMITTED, DISMISSED),
        (*REJECTED, LODGED, ADMITTED, DECIDED, REMEDIED),
        (*REJECTED, LODGED, ADMITTED, REOPENED, DECIDED_AGAIN),
    ],
)
def test_decided_or_ended_with_nothing_under_way(told: tuple[Told, ...]) -> None:
    assert follow(*told).is_listed
    assert follow(*told).is_settled


@pytest.mark.parametrize(
    "told",
    [
        (RECEIVED,),
        (RECEIVED, RELEASED),
        (RECEIVED, RELEASED, OPENED),
        (RECEIVED, RELEASED, OPENED, HEARING),
        (RECEIVED, RELEASED, OPENED, DECIDED),
        (RECEIVED, RELEASED, OPENED, WITHDRAWN),
        (*REJECTED, DECIDED),
        (*REJECTED, LODGED),
        (*REJECTED, LODGED, ADMITTED),
        (*REJECTED, LODGED, ADMITTED, CORRECTED),
        (*REJECTED, LODGED, ADMITTED, REOPENED),
        (*REJECTED, LODGED, ADMITTED, REOPENED, CORRECTED),
        (RECEIVED, RELEASED, OPENED, DEFERRED, REOPENED),
    ],
)
def test_undecided_or_under_way(told: tuple[Told, ...]) -> None:
    assert not follow(*told).is_settled


@pytest.mark.parametrize(
    "told", [(RECEIVED, WITHDRAWN), (INTERNAL, RELEASED, OPENED, PUBLISHED), (INTERNAL, INADMISSIBLE)]
)
def test_what_no_page_shows_is_not_listed(told: tuple[Told, ...]) -> None:
    assert not follow(*told).is_listed


def test_listed_is_what_the_views_list() -> None:
    rows: dict[str, ImpulseRow] = {}
    followed: dict[str, Settling] = {}
    for each in accepted(random_history(60, random.Random(5)).records()):
        assert each.data is not None or each.record.topic not in list(FactTopic)
        impulse_id = each.envelope.subject
        rows[impulse_id] = apply_record(rows.get(impulse_id, ImpulseRow()), each)
        if each.record.topic in list(FactTopic) and each.data is not None:
            one = followed.setdefault(impulse_id, Settling())
            one.fact(each.envelope.type, format_time(each.envelope.time), each.data)
    assert {id_: one.is_listed for id_, one in followed.items()} == {
        id_: shown(row).listed for id_, row in rows.items()
    }
    assert {one.is_settled for one in followed.values()} == {True, False}


def test_every_field_that_names_another_impulse_is_known() -> None:
    own = {"impulse_id", "case_id", "measure_id", "query_id", "statement_id", "appeal_id", "milestone_id"}
    found = {
        name
        for model in EVENT_TYPES.values()
        if issubclass(model, Fact)
        for name, field in model.model_fields.items()
        if "UUID" in str(field.annotation) and name not in own
    }
    assert found == set(OTHER_IMPULSES)
    split = follow(RECEIVED, (f"{IMPULSE}split.v1", {"into": ["x", "y"]}), LINKED)
    assert split.others == {"x", "y", "z"}
