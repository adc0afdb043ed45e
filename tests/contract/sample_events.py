"""One plausible record per event type, all from the history of one city; the golden samples are made from these.

`python -m tests.contract.sample_events` writes the samples that are missing and never touches one that exists:
a sample stands for what was once written to a topic, and has to be readable for ever.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from shared.contracts.cloudevents import Envelope, encode, source_of
from shared.contracts.event import Event, Fact
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    AppealLodged,
    AssessmentsCheckpointPublished,
    AssessmentSubmitted,
    CaseClaimed,
    CaseClosed,
    CaseConsolidated,
    CaseDecided,
    CaseEscalated,
    CaseHandedBack,
    CaseOpened,
    CaseOverdue,
    CaseReopened,
    CatalogueActivated,
    Condition,
    ConflictDeclared,
    ConsensusRecorded,
    CostBooked,
    Costs,
    DeadlineChanged,
    DecisionPublished,
    DecisionWithdrawn,
    EffectReviewed,
    ErasureApplied,
    ExclusionCleared,
    FundingGranted,
    ImpulseAbsorbed,
    ImpulseAnswered,
    ImpulseHandedOver,
    ImpulseInadmissible,
    ImpulseMerged,
    ImpulseReceived,
    ImpulseReclassified,
    ImpulseRedacted,
    ImpulseReleased,
    ImpulsesCheckpointPublished,
    ImpulseSplit,
    ImpulseSubmitted,
    ImpulseSupported,
    ImpulseUnmerged,
    ImpulseWithdrawn,
    MeasureAbandoned,
    MeasureCompleted,
    MeasureLinked,
    MeasurePlanned,
    MeasureProgressed,
    MeasureReplanned,
    MeasuresCheckpointPublished,
    MilestoneReached,
    QueryAnswered,
    QueryAsked,
    QueryLapsed,
    QueryRequested,
    StatementGiven,
    StatementRequested,
    SubmittedToCouncil,
    Text,
    TextRef,
    ThirdOpinionRequested,
    TrackRaised,
    VisibilityChanged,
)
from shared.contracts.measures import Indicator
from shared.contracts.texts import TEXT_TYPE
from shared.contracts.topics import topic

SAMPLES: Final = Path(__file__).parent / "samples"
FIRST_DAY: Final = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


def numbered(number: int) -> UUID:
    """A version 7 id that is the same on every run."""
    return UUID(int=(0x019CAD6D << 96) | (0xB100 << 80) | (0x7 << 76) | (0x8 << 60) | number)


def mark(of: str) -> str:
    """Something that looks like an HMAC."""
    return hashlib.sha256(of.encode()).hexdigest()


IMPULSE, OTHER_IMPULSE, CASE, MEASURE = numbered(1), numbered(2), numbered(3), numbered(4)
QUERY, APPEAL, STATEMENT = numbered(5), numbered(6), numbered(7)
_CATALOGUE: Final = {"catalogue_id": "muster", "catalogue_version": "1.0.0"}
_OF_IMPULSE: Final = {"impulse_id": IMPULSE}
_OF_CASE: Final = {"impulse_id": IMPULSE, "case_id": CASE, "round": 1}
_OF_MEASURE: Final = {"impulse_id": IMPULSE, "measure_id": MEASURE}

TEXT: Final = Text(
    impulse_id=IMPULSE,
    text_id=numbered(100),
    text_version=2,
    kind="impulse",
    title="Trinkbrunnen am Marktplatz",
    summary="Ein Trinkbrunnen für heiße Tage.",
    body="Im Sommer fehlt in der Innenstadt ein Ort, an dem man ohne Geld etwas trinken kann.",
    place="Marktplatz",
    source_url="https://beteiligung.example/impulse/17",
    licence="CC BY 4.0",
    salt="00112233445566778899aabbccddeeff",
)


def ref(number: int, version: int = 1) -> TextRef:
    """A reference to some text."""
    return TextRef(text_id=numbered(number), text_version=version, text_hash=mark(f"text {number}/{version}"))


def _impulses() -> Iterator[Fact]:
    classification: dict[str, Any] = {
        **_OF_IMPULSE,
        "text": TEXT.ref,
        "case_sheet": ref(101),
        "field_of_action": "Lebendige Innenstadt",
        "strategic_goals": (2, 4),
        "unit": "tiefbau",
        "track": "full",
        "track_reason": "usual",
        "profile": "full",
    }
    yield ImpulseReceived(
        **_OF_IMPULSE,
        number="2026-0412",
        origin="citizens",
        channel="portal",
        visibility="public",
        received_on=date(2026, 3, 1),
        has_contact=True,
        portal_reference="ideen-4711",
        submitter_marks=(mark("submitter"),),
    )
    yield ImpulseReleased(**classification)
    yield ImpulseReclassified(**classification | {"unit": "gruenflaechen", "strategic_goals": (4,)})
    yield VisibilityChanged(**_OF_IMPULSE, visibility="internal", text=TEXT.ref, case_sheet=ref(101))
    yield ImpulseInadmissible(**_OF_IMPULSE, reason=ref(102))
    yield ImpulseAnswered(**_OF_IMPULSE, kind="planned", reason=ref(103), measure_id=MEASURE)
    yield ImpulseHandedOver(**_OF_IMPULSE, addressee="landkreis", reason=ref(104))
    yield ImpulseSplit(**_OF_IMPULSE, into=(OTHER_IMPULSE, numbered(8)))
    yield ImpulseMerged(**_OF_IMPULSE, into=OTHER_IMPULSE)
    yield ImpulseAbsorbed(impulse_id=OTHER_IMPULSE, other=IMPULSE, submitter_marks=(mark("submitter"),))
    yield ImpulseUnmerged(**_OF_IMPULSE, other=OTHER_IMPULSE)
    yield QueryAsked(**_OF_IMPULSE, query_id=QUERY, stage="screening", reply_by=date(2026, 3, 23), text=ref(105))
    yield QueryAnswered(**_OF_IMPULSE, query_id=QUERY, stage="screening", text=ref(106))
    yield QueryLapsed(**_OF_IMPULSE, query_id=QUERY, stage="hearing")
    yield AppealLodged(**_OF_IMPULSE, appeal_id=APPEAL, round=1, grounds=("new_facts", "error"), text=ref(107))
    yield ImpulseSupported(**_OF_IMPULSE, count=23)
    yield ImpulseWithdrawn(**_OF_IMPULSE)
    yield ImpulseRedacted(**_OF_IMPULSE, cause="request", up_to_text_version=2)
    yield ImpulsesCheckpointPublished(**_checkpoint("ideas"))


def _assessments() -> Iterator[Fact]:
    opened: dict[str, Any] = {
        **_CATALOGUE,
        "track": "full",
        "profile": "full",
        "evaluators_required": 2,
        "due_on": date(2026, 3, 30),
    }
    evaluator = {"by": mark("evaluator"), "required": 2}
    yield CatalogueActivated(
        **_CATALOGUE,
        sha256=mark("catalogue"),
        catalogue={"catalogue_id": "muster", "version": "1.0.0", "dimensions": [{"id": "K", "weight": None}]},
    )
    yield CaseOpened(**_OF_CASE, **opened)
    yield CaseReopened(**_OF_CASE | {"round": 2}, **opened, cause="appeal")
    yield CaseClosed(**_OF_CASE, cause="withdrawn")
    yield TrackRaised(
        **_OF_CASE, cause="decider", track="full", profile="full", evaluators_required=2, due_on=date(2026, 4, 10)
    )
    yield CaseClaimed(**_OF_CASE, **evaluator, count=1)
    yield CaseHandedBack(**_OF_CASE, **evaluator, count=0)
    yield ConflictDeclared(**_OF_CASE, **evaluator, count=0)
    yield AssessmentSubmitted(**_OF_CASE, **evaluator, count=2)
    statement = {"statement_id": STATEMENT, "unit": "kaemmerei", "criteria": ("Z31", "Z32")}
    yield StatementRequested(**_OF_CASE, **statement, due_on=date(2026, 3, 20))
    yield StatementGiven(**_OF_CASE, **statement)
    yield ExclusionCleared(**_OF_CASE, criterion="K1", answer="ja", office="rechtsamt")
    yield ThirdOpinionRequested(**_OF_CASE, causes=("classes_differ", "conflict_share"))
    yield ConsensusRecorded(**_OF_CASE, criteria=("L4", "Z22"))
    yield QueryRequested(**_OF_CASE, query_id=QUERY, stage="assessment", reply_by=date(2026, 4, 2), text=ref(108))
    yield DeadlineChanged(**_OF_CASE, due_on=date(2026, 4, 20), cause="query_requested")
    yield CaseOverdue(**_OF_CASE, due_on=date(2026, 3, 30), cause="assessment")
    yield CaseEscalated(**_OF_CASE, due_on=date(2026, 3, 30), cause="decision")
    yield CaseConsolidated(**_OF_CASE, by=mark("last evaluator"))
    yield CaseDecided(**_OF_CASE, by=mark("decider"))
    yield DecisionWithdrawn(**_OF_CASE, by=mark("decider"))
    yield SubmittedToCouncil(**_OF_CASE, body="gemeinderat", paper_number="VORL 123/26", session_on=date(2026, 4, 22))
    yield _published()
    yield AppealAdmitted(**_OF_CASE, appeal_id=APPEAL)
    yield AppealDismissed(**_OF_CASE, appeal_id=APPEAL)
    yield AssessmentsCheckpointPublished(**_checkpoint("evaluation"))


def _published() -> DecisionPublished:
    result = {
        "S": "61/80",
        "I": "1105/16",
        "D": {"L": "3/4", "Z1": "7/6"},
        "coverage": "1",
        "S_lo": "61/80",
        "S_hi": "61/80",
        "state": {"L1": "3/2", "L4": "0", "Z45": "NR"},
        "base": "UMSETZEN",
        "why": [],
        "flags": ["adjacent-classes"],
        "conflicts": ["L4"],
        "conflict_share": "1/20",
        "individual": ["MIT_AUFLAGEN", "UMSETZEN"],
        "radius_by_t": {"0": "1", "1/2": "7/13"},
        "radius": "7/13",
        "accept_dim": {"0": "1", "1/2": "107/110"},
        "S_equal": "15/19",
        "decision": "UMSETZEN",
        "sdg": {"pos": {"11": "113/800"}, "neg": {}},
        "levers": [],
        "rounded": {"S": 0.76, "I": 69.1},
        "votes": {"L1": [1, 2], "L4": [-1, 1], "Z45": ["NR", "NR"]},
        "exclusions": {"K1": "ja", "K2": "ja"},
    }
    return DecisionPublished(
        **_OF_CASE,
        **_CATALOGUE,
        decision="accepted_with_conditions",
        deviation=True,
        reasons=ref(109),
        conditions=(Condition(text=ref(110)),),
        deviation_reason=ref(111),
        minority_view=ref(112),
        case_sheet=ref(101),
        body="gemeinderat",
        session_on=date(2026, 4, 22),
        resolution="Beschluss 45/26",
        oparl_url="https://rat.example/oparl/paper/123",
        result=result,
        evaluators=2,
        units=("hochbau", "tiefbau"),
        track="full",
    )


def _measures() -> Iterator[Fact]:
    plan: dict[str, Any] = {
        **_OF_MEASURE,
        "text": ref(113),
        "unit": "tiefbau",
        "due_on": date(2026, 10, 30),
        "costs": Costs(planned_cents=1_850_000, yearly_cents=120_000, own_share_cents=850_000, funding_cents=1_000_000),
        "indicator": Indicator(text=ref(114), baseline=Decimal(0), target=Decimal("1200.5")),
    }
    yield MeasurePlanned(**plan)
    yield MeasureReplanned(**plan | {"due_on": date(2026, 12, 18)})
    yield MeasureLinked(impulse_id=OTHER_IMPULSE, measure_id=MEASURE, other=IMPULSE)
    yield MilestoneReached(**_OF_MEASURE, milestone_id=numbered(9), text=ref(115), reached_on=date(2026, 7, 1))
    yield MeasureProgressed(**_OF_MEASURE, percent=40)
    yield CostBooked(**_OF_MEASURE, cents=-12_50)
    yield FundingGranted(**_OF_MEASURE, cents=1_000_000)
    yield MeasureCompleted(**_OF_MEASURE, text=ref(116))
    yield MeasureAbandoned(**_OF_MEASURE, reason=ref(117))
    yield EffectReviewed(
        **_OF_MEASURE,
        verdict="partly_reached",
        text=ref(118),
        after_months=6,
        indicator_value=Decimal("812.5"),
        satisfied_percent=71,
        satisfied_n=38,
    )
    yield MeasuresCheckpointPublished(**_checkpoint("implementation"))


def _checkpoint(service: str) -> dict[str, Any]:
    return {
        "service": service,
        "at": FIRST_DAY + timedelta(minutes=10),
        "aggregates": 412,
        "root": mark(f"root of {service}"),
        "signature": "c2lnbmF0dXJlIG9mIGEgc2FtcGxl",
        "key_id": "2026-1",
    }


def _others() -> Iterator[Event]:
    yield ImpulseSubmitted(
        reference="ideen-4711",
        title=TEXT.title,
        text=TEXT.body,
        origin="citizens",
        field_of_action="Lebendige Innenstadt",
        received_on=date(2026, 3, 1),
        code_hash=mark("access code"),
        own_marks=(mark("portal submitter"),),
    )
    yield ErasureApplied(impulse_id=IMPULSE, service="ideas", at=FIRST_DAY)


def records() -> dict[str, dict[str, Any]]:
    """By event type: topic, key, headers and JSON value of one record."""
    events = (*_others(), *_impulses(), *_assessments(), *_measures())
    samples = {event.event_type: _record(event, number) for number, event in enumerate(events, start=1)}
    text = _envelope(TEXT_TYPE, "ideas", str(IMPULSE), 0)
    headers = encode(text._replace(text_version=TEXT.text_version))
    samples[TEXT_TYPE] = _sample("impulswerk.impulse-texts.v1", TEXT.key, headers, TEXT.data())
    return samples


def _record(event: Event, number: int) -> dict[str, Any]:
    envelope = _envelope(event.event_type, topic(event.topic).written_by[0], event.subject, number)
    if isinstance(event, Fact):
        envelope = envelope._replace(sequence=number, chain_hash=mark(f"chain {number}"))
    return _sample(str(event.topic), event.subject, encode(envelope), event.data())


def _envelope(event_type: str, writer: str, subject: str, number: int) -> Envelope:
    return Envelope(
        id=str(numbered(1_000 + number)),
        type=event_type,
        source=source_of(writer),
        subject=subject,
        time=FIRST_DAY + timedelta(hours=number),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )


def _sample(topic_name: str, key: str, headers: list[tuple[str, bytes]], value: dict[str, Any]) -> dict[str, Any]:
    return {"topic": topic_name, "key": key, "headers": {name: text.decode() for name, text in headers}, "value": value}


def write_missing(folder: Path = SAMPLES) -> list[str]:
    """Write a sample for each type that has none; their names."""
    missing = {name: record for name, record in records().items() if not (folder / f"{name}.json").exists()}
    for name, record in missing.items():
        (folder / f"{name}.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return list(missing)


if __name__ == "__main__":
    write_missing()
