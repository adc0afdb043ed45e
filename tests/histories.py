"""Histories for tests: what the services would publish about some impulses, as records of each topic in its own order."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
import rfc8785

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    CaseOpened,
    CaseReopened,
    CostBooked,
    Costs,
    DecisionPublished,
    EffectReviewed,
    Fact,
    FundingGranted,
    ImpulseAbsorbed,
    ImpulseInadmissible,
    ImpulseReceived,
    ImpulseReclassified,
    ImpulseRedacted,
    ImpulseReleased,
    ImpulseSupported,
    ImpulseWithdrawn,
    MeasureAbandoned,
    MeasureCompleted,
    MeasurePlanned,
    MeasureProgressed,
    MilestoneReached,
    SubmittedToCouncil,
    Text,
    VisibilityChanged,
)
from shared.contracts.texts import TEXT_TYPE, new_text, text_key
from shared.contracts.topics import TextTopic
from shared.messaging.partitioner import partition_of
from shared.messaging.records import Accepted, Record, read_envelope

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

RESULT = {
    "state": {"L1": "1"},
    "base": "UMSETZEN",
    "why": [],
    "flags": [],
    "decision": "UMSETZEN",
    "S": "1",
    "D": {"L": "1"},
    "individual": ["UMSETZEN", "UMSETZEN"],
    "votes": {"L1": [1, 1]},
}


@dataclass(frozen=True, slots=True)
class Erasure:
    """The tombstone of a text."""

    text: Text


Published = tuple[str, Fact | Text | Erasure]
"""A topic and what is published to it."""

Step = Callable[["History"], object]
"""One thing that happens in a history."""


class History:
    """Collects what is published and gives it out as records, numbered per topic and subject."""

    def __init__(self) -> None:
        self.published: list[Published] = []
        self._pauses: list[tuple[int, timedelta]] = []

    def pause(self, duration: timedelta) -> None:
        """Let time pass: what is published from here on is so much later."""
        self._pauses.append((len(self.published), duration))

    def fact(self, fact: Fact) -> None:
        """Publish a fact on its topic."""
        self.published.append((fact.topic, fact))

    def text(self, topic: TextTopic, text: Text) -> Text:
        """Publish a text."""
        self.published.append((topic, text))
        return text

    def erase(self, topic: TextTopic, text: Text) -> None:
        """Publish the tombstone of a text."""
        self.published.append((topic, Erasure(text)))

    def records(self) -> list[Record]:
        """The records in the order of publication; time grows by a minute with each, and by the pauses."""
        sequences: dict[tuple[str, str], int] = {}
        offsets: dict[tuple[str, int], int] = {}
        records: list[Record] = []
        for minute, (topic, what) in enumerate(self.published):
            time = START + timedelta(minutes=minute) + self._paused(minute)
            key, partition_key, envelope, value = _record(topic, what, time, sequences)
            partition = partition_of(partition_key, 3)
            offset = offsets.get((topic, partition), 0)
            offsets[topic, partition] = offset + 1
            records.append(
                Record(
                    topic, partition, offset, key.encode(), value, tuple(encode(envelope)), int(time.timestamp() * 1000)
                )
            )
        return records

    def _paused(self, place: int) -> timedelta:
        return sum((duration for start, duration in self._pauses if start <= place), timedelta())


def _record(
    topic: str, what: Fact | Text | Erasure, time: datetime, sequences: dict[tuple[str, str], int]
) -> tuple[str, str, Envelope, bytes | None]:
    if isinstance(what, Fact):
        sequence = sequences.get((topic, what.subject), 0) + 1
        sequences[topic, what.subject] = sequence
        envelope = Envelope(
            id=f"{topic}-{what.subject}-{sequence}",
            type=what.event_type,
            source="/impulswerk/test",
            subject=what.subject,
            time=time,
            sequence=sequence,
        )
        return what.subject, what.subject, envelope, rfc8785.dumps(what.data())
    text = what.text if isinstance(what, Erasure) else what
    envelope = Envelope(
        id=f"{topic}-{text.text_id}-{text.text_version}",
        type=TEXT_TYPE,
        source="/impulswerk/test",
        subject=str(text.impulse_id),
        time=time,
        text_version=text.text_version,
    )
    value = None if isinstance(what, Erasure) else rfc8785.dumps(text.data())
    return text_key(text.impulse_id, text.text_id), str(text.impulse_id), envelope, value


def accepted(records: Iterable[Record]) -> list[Accepted]:
    """The records as a guard would hand them to a processor."""
    return [Accepted(r, read_envelope(r), orjson.loads(r.value) if r.value else None) for r in records]


def interleaved(records: Sequence[Record], random_: random.Random) -> list[Record]:
    """The same records with the topics mixed at random; within a topic and partition the order stays."""
    queues: dict[tuple[str, int], list[Record]] = {}
    for record in records:
        queues.setdefault((record.topic, record.partition), []).append(record)
    mixed: list[Record] = []
    while queues:
        place = random_.choice(sorted(queues))
        mixed.append(queues[place].pop(0))
        if not queues[place]:
            del queues[place]
    return mixed


def random_history(impulses: int, random_: random.Random) -> History:
    """Impulses with plausible lives of every kind, mixed with each other; the same seed gives the same history."""
    lives = [_life(number, random_) for number in range(1, impulses + 1)]
    history = History()
    while lives:
        life = random_.choice(lives)
        life.pop(0)(history)
        if not life:
            lives.remove(life)
    return history


def _life(number: int, random_: random.Random) -> list[Step]:
    impulse_id = UUID(int=(1 << 100) + random_.getrandbits(80))
    case_id = UUID(int=(2 << 100) + random_.getrandbits(80))
    measure_id = UUID(int=(3 << 100) + random_.getrandbits(80))
    text = new_text(impulse_id, "impulse", title=f"Impuls {number}", body="Mehr Bänke am Fluss, bitte.")
    sheet = new_text(impulse_id, "case_sheet", title="Sachverhalt")
    visibility = random_.choice(["public", "public", "public", "internal"])
    steps: list[Step] = [
        lambda h: h.fact(
            ImpulseReceived(
                impulse_id=impulse_id,
                number=f"2026-{number:04}",
                origin=random_.choice(["citizens", "council", "administration"]),
                channel="form",
                visibility=visibility,
                received_on=date(2026, 3, 2),
                imported=False,
                has_contact=False,
            )
        )
    ]
    if random_.random() < 0.1:
        reason = new_text(impulse_id, "inadmissible_reason", body="Das ist Sache des Bundes.")
        return [
            *steps,
            lambda h: h.text(TextTopic.IMPULSE_TEXTS, reason),
            lambda h: h.fact(ImpulseInadmissible(impulse_id=impulse_id, reason=reason.ref)),
        ]
    steps += [
        lambda h: h.text(TextTopic.IMPULSE_TEXTS, text),
        lambda h: h.fact(
            ImpulseReleased(
                impulse_id=impulse_id,
                text=text.ref,
                case_sheet=sheet.ref,
                field_of_action="Mobilität",
                track="full",
                track_reason="usual",
                profile="full",
            )
        ),
        lambda h: h.fact(
            CaseOpened(
                impulse_id=impulse_id,
                case_id=case_id,
                round=1,
                catalogue_id="small",
                catalogue_version="1.0.0",
                track="full",
                profile="full",
                evaluators_required=2,
                due_on=date(2026, 4, 1),
            )
        ),
    ]
    if random_.random() < 0.1:
        steps.append(lambda h: h.fact(ImpulseWithdrawn(impulse_id=impulse_id)))
        steps.append(lambda h: h.erase(TextTopic.IMPULSE_TEXTS, text))
        return steps
    if random_.random() < 0.2:
        return steps
    decision = random_.choice(["accepted", "accepted", "rejected", "deferred"])
    reasons = new_text(impulse_id, "decision_reasons", body="Das nützt vielen Menschen.")
    steps += [
        lambda h: h.text(TextTopic.ASSESSMENT_TEXTS, reasons),
        lambda h: h.fact(
            DecisionPublished(
                impulse_id=impulse_id,
                case_id=case_id,
                round=1,
                decision=decision,
                deviation=False,
                reasons=reasons.ref,
                until=date(2027, 1, 4) if decision == "deferred" else None,
                result=RESULT,
                evaluators=2,
                units=("klima-umwelt", "stadtplanung"),
                catalogue_id="small",
                catalogue_version="1.0.0",
                track="full",
            )
        ),
    ]
    if random_.random() < 0.3:
        steps += _changed(impulse_id, case_id, text, sheet, random_)
    if decision == "accepted":
        steps += _measure(impulse_id, measure_id, random_)
    if random_.random() < 0.1:
        steps.append(lambda h: h.fact(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=1)))
    return steps


def _changed(impulse_id: UUID, case_id: UUID, text: Text, sheet: Text, random_: random.Random) -> list[Step]:
    """What happens to an impulse beside its way, in some order."""
    of_case = {"impulse_id": impulse_id, "case_id": case_id, "round": 1}
    other, appeal = UUID(int=(4 << 100) + random_.getrandbits(80)), UUID(int=(5 << 100) + random_.getrandbits(80))
    newer = text.model_copy(update={"text_version": 2, "title": f"{text.title}, neu gefasst"})
    classified = ImpulseReclassified(
        impulse_id=impulse_id,
        text=newer.ref,
        case_sheet=sheet.ref,
        field_of_action=random_.choice(["Mobilität", "Klima und Energie"]),
        strategic_goals=tuple(random_.sample(range(1, 6), 2)),
        track="full",
        track_reason="usual",
        motion=random_.choice([None, "petition"]),
    )
    happenings: list[list[Step]] = [
        [lambda h: h.text(TextTopic.IMPULSE_TEXTS, newer), lambda h: h.fact(classified)],
        [lambda h: h.fact(VisibilityChanged(impulse_id=impulse_id, visibility=random_.choice(["public", "internal"])))],
        [lambda h: h.fact(ImpulseSupported(impulse_id=impulse_id, count=random_.randint(1, 99)))],
        [lambda h: h.fact(ImpulseAbsorbed(impulse_id=impulse_id, other=other))],
        [
            lambda h: h.fact(
                SubmittedToCouncil.model_validate(
                    of_case | {"body": "gemeinderat", "paper_number": "7/26", "session_on": date(2026, 5, 1)}
                )
            )
        ],
        [
            lambda h: h.fact(AppealAdmitted.model_validate(of_case | {"appeal_id": appeal})),
            lambda h: h.fact(AppealDismissed.model_validate(of_case | {"appeal_id": appeal})),
        ],
        [
            lambda h: h.fact(
                CaseReopened.model_validate(
                    of_case
                    | {"round": 2, "cause": "appeal", "catalogue_id": "small", "catalogue_version": "1.0.0"}
                    | {"track": "full", "evaluators_required": 2, "due_on": date(2026, 8, 1)}
                )
            )
        ],
    ]
    return [step for happening in random_.sample(happenings, 3) for step in happening]


def _measure(impulse_id: UUID, measure_id: UUID, random_: random.Random) -> list[Step]:
    plan = new_text(impulse_id, "measure", title="Drei Bänke aufstellen")
    steps: list[Step] = [
        lambda h: h.text(TextTopic.MEASURE_TEXTS, plan),
        lambda h: h.fact(
            MeasurePlanned(
                impulse_id=impulse_id,
                measure_id=measure_id,
                text=plan.ref,
                unit="gruenflaechen",
                due_on=date(2026, 9, 1),
                costs=Costs(planned_cents=450_000),
            )
        ),
    ]
    for percent in random_.sample(range(10, 100, 10), 2):
        steps.append(_progress(impulse_id, measure_id, percent))
    of_measure = {"impulse_id": impulse_id, "measure_id": measure_id}
    booked, granted = random_.randint(-500, 99_999), random_.randint(0, 99_999)
    mark = new_text(impulse_id, "milestone", title="Die Bänke sind bestellt.")
    steps += [
        lambda h: h.fact(CostBooked.model_validate(of_measure | {"cents": booked})),
        lambda h: h.fact(FundingGranted.model_validate(of_measure | {"cents": granted})),
        lambda h: h.text(TextTopic.MEASURE_TEXTS, mark),
        lambda h: h.fact(
            MilestoneReached.model_validate(
                of_measure | {"milestone_id": mark.text_id, "text": mark.ref, "reached_on": date(2026, 5, 2)}
            )
        ),
    ]
    end = random_.choice(["completed", "abandoned", "running"])
    if end == "completed":
        verdict = random_.choice(["reached", "missed"])
        steps.append(lambda h: h.fact(MeasureCompleted(impulse_id=impulse_id, measure_id=measure_id)))
        steps.append(lambda h: h.fact(EffectReviewed.model_validate(of_measure | {"verdict": verdict})))
    if end == "abandoned":
        reason = new_text(impulse_id, "abandonment", body="Der Boden trägt nicht.")
        steps.append(lambda h: h.text(TextTopic.MEASURE_TEXTS, reason))
        steps.append(
            lambda h: h.fact(MeasureAbandoned(impulse_id=impulse_id, measure_id=measure_id, reason=reason.ref))
        )
    return steps


def _progress(impulse_id: UUID, measure_id: UUID, percent: int) -> Step:
    return lambda h: h.fact(MeasureProgressed(impulse_id=impulse_id, measure_id=measure_id, percent=percent))
