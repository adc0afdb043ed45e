"""Lives of impulses as the services publish them: every kind of life once, as facts and texts with their day."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared.contracts.event import Fact
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    AppealLodged,
    AssessmentSubmitted,
    CaseClaimed,
    CaseClosed,
    CaseConsolidated,
    CaseDecided,
    CaseOpened,
    CaseOverdue,
    Condition,
    CostBooked,
    Costs,
    DeadlineChanged,
    DecisionPublished,
    EffectReviewed,
    FundingGranted,
    ImpulseInadmissible,
    ImpulseReceived,
    ImpulseReleased,
    ImpulseSupported,
    ImpulseWithdrawn,
    MeasureCompleted,
    MeasurePlanned,
    MeasureProgressed,
    MilestoneReached,
    QueryAnswered,
    QueryAsked,
    QueryRequested,
    StatementGiven,
    StatementRequested,
    Text,
    ThirdOpinionRequested,
)
from shared.contracts.lists import Decision, TextKind
from shared.contracts.measures import Indicator
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic

NUMBER = "0000-7777"
"""Stands for the number of the impulse."""
WORD = "Allerweltswort"
"""Stands for a word of the title that few impulses share."""

_DAY = date(2026, 3, 2)
_CATALOGUE = {"catalogue_id": "ludwigsburg-default", "catalogue_version": "1.0.0"}
_CRITERIA = [f"L{n}" for n in range(1, 5)] + [f"Z{group}{n}" for group in range(1, 6) for n in range(1, 6)]
_PHRASES = (
    "Auf dem Platz vor der Schule fehlt Schatten, im Sommer stehen dort jeden Mittag viele Kinder in der Sonne.",
    "Der Weg ist an zwei Stellen so schmal, dass sich ein Rollstuhl und ein Kinderwagen nicht begegnen können.",
    "Andere Städte haben damit gute Erfahrungen gemacht, die Kosten blieben dort im Rahmen.",
    "Am Abend ist die Haltestelle kaum beleuchtet, viele meiden sie deshalb.",
    "Eine Lösung müsste nicht teuer sein: drei Bänke, zwei Bäume und eine Lampe würden schon helfen.",
    "Die Pflege könnte der Verein übernehmen, das ist mit dem Vorstand besprochen.",
    "Zuständig ist nach Auskunft des Bürgerbüros das Amt für Stadtgrün.",
    "Wer mit dem Rad kommt, findet morgens keinen freien Platz zum Abstellen.",
    "Die Verwaltung hat die Fläche im Frühjahr geprüft und keine Leitungen im Boden gefunden.",
    "Davon hätten vor allem ältere Menschen etwas, die in der Nähe wohnen und zu Fuß einkaufen.",
    "Der Ausschuss hat im vergangenen Jahr eine ähnliche Anlage beschlossen, sie wird gut genutzt.",
    "Bis zum Herbst soll ein Versuch zeigen, ob sich der Verkehr in die Nebenstraße verlagert.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """What is published so many days after the receipt: a fact or, on its topic, a text."""

    day: float
    topic: str
    what: Fact | Text


class Life:
    """Collects the steps of one impulse. Its ids stand for those of the many that live like this one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.day = 0.0
        self.steps: list[Step] = []
        self.impulse, self.case, self.measure, self.other = (
            UUID(int=(0x7000 << 64) | (2 << 62) | self.random.getrandbits(61)) for _ in range(4)
        )

    def later(self, least: float, most: float) -> None:
        """Let days pass."""
        self.day += self.random.uniform(least, most)

    def fact(self, fact: Fact) -> None:
        """A fact on its topic."""
        self.steps.append(Step(self.day, fact.topic, fact))

    def text(self, topic: TextTopic, kind: TextKind, sentences: int, title: str = "") -> Text:
        """A text with so many sentences."""
        body = " ".join(self.random.sample(_PHRASES, sentences))
        text_id = UUID(int=(0x7000 << 64) | (2 << 62) | self.random.getrandbits(61))
        text = new_text(self.impulse, kind, title=title, body=body, text_id=text_id)
        self.steps.append(Step(self.day, topic, text))
        return text


def lives(number: int) -> list[Sequence[Step]]:
    """So many different lives, always the same ones: about 21 steps on average over up to two years."""
    return [_life(seed) for seed in range(number)]


def _life(seed: int) -> Sequence[Step]:
    life = Life(seed)
    _receive(life)
    kind = seed % 20
    if kind < 2:
        reason = life.text(TextTopic.IMPULSE_TEXTS, "inadmissible_reason", 2)
        life.fact(ImpulseInadmissible(impulse_id=life.impulse, reason=reason.ref))
        return life.steps
    _release(life)
    if kind == 2:
        life.later(1, 5)
        life.fact(ImpulseWithdrawn(impulse_id=life.impulse))
        life.fact(CaseClosed(impulse_id=life.impulse, case_id=life.case, round=1, cause="withdrawn"))
        return life.steps
    _assess(life)
    if kind < 12:
        _publish(life, "accepted_with_conditions" if kind < 6 else "accepted")
        _carry_out(life)
    else:
        _publish(life, "deferred" if kind == 12 else "rejected")
    if kind == 13:
        _appeal(life)
    return life.steps


def _receive(life: Life) -> None:
    origin, channel = life.random.choice([("citizens", "form"), ("citizens", "portal"), ("council", "api")])
    life.fact(
        ImpulseReceived.model_validate(
            {
                "impulse_id": life.impulse,
                "number": NUMBER,
                "origin": origin,
                "channel": channel,
                "visibility": life.random.choice(["public"] * 9 + ["internal"]),
                "received_on": _DAY,
                "has_contact": channel == "form",
                "submitter_marks": ["5a" * 32] if channel == "portal" else [],
            }
        )
    )
    life.later(0.5, 5)


def _release(life: Life) -> None:
    text = life.text(TextTopic.IMPULSE_TEXTS, "impulse", life.random.randint(2, 7), f"Mehr Schatten: {WORD}")
    sheet = life.text(TextTopic.IMPULSE_TEXTS, "case_sheet", 4)
    life.fact(
        ImpulseReleased(
            impulse_id=life.impulse,
            text=text.ref,
            case_sheet=sheet.ref,
            field_of_action=life.random.choice(["Mobilität", "Lebendige Innenstadt", "Bildung und Betreuung"]),
            strategic_goals=(2, 4),
            unit=life.random.choice(["tiefbau", "gruenflaechen", "hochbau"]),
            track="full",
            track_reason="usual",
            profile="full",
        )
    )


def _assess(life: Life) -> None:
    of_case = {"impulse_id": life.impulse, "case_id": life.case, "round": 1}
    evaluators = 2
    life.day += 0.0001
    life.fact(
        CaseOpened.model_validate(
            of_case | _CATALOGUE | {"track": "full", "profile": "full", "evaluators_required": 2, "due_on": _DAY}
        )
    )
    for count in (1, 2):
        life.later(0.2, 2)
        life.fact(CaseClaimed.model_validate(of_case | {"by": "a7" * 32, "count": count, "required": evaluators}))
    for count in range(life.random.randint(0, 3)):
        life.later(0.2, 1)
        life.fact(ImpulseSupported(impulse_id=life.impulse, count=count * 7 + 3))
    if life.random.random() < 0.2:
        life.fact(
            QueryRequested.model_validate(
                of_case | {"query_id": life.other, "stage": "assessment", "reply_by": _DAY, "text": _ref(life)}
            )
        )
        asked = {"impulse_id": life.impulse, "query_id": life.other, "stage": "assessment", "text": _ref(life)}
        life.fact(QueryAsked.model_validate(asked | {"reply_by": _DAY}))
        life.later(1, 8)
        life.fact(QueryAnswered.model_validate(asked))
        life.fact(DeadlineChanged.model_validate(of_case | {"due_on": _DAY, "cause": "query_answered"}))
    if life.random.random() < 0.3:
        asked = of_case | {"statement_id": life.other, "unit": "kaemmerei", "criteria": ("Z31", "Z32")}
        life.fact(StatementRequested.model_validate(asked | {"due_on": _DAY}))
        life.later(2, 6)
        life.fact(StatementGiven.model_validate(asked))
    if life.random.random() < 0.15:
        life.fact(CaseOverdue.model_validate(of_case | {"due_on": _DAY, "cause": "assessment"}))
    for count in (1, 2):
        life.later(1, 5)
        life.fact(
            AssessmentSubmitted.model_validate(of_case | {"by": "b3" * 32, "count": count, "required": evaluators})
        )
    if life.random.random() < 0.1:
        life.fact(ThirdOpinionRequested.model_validate(of_case | {"causes": ("classes_differ",)}))
        for fact in (CaseClaimed, AssessmentSubmitted):
            life.later(1, 4)
            life.fact(fact.model_validate(of_case | {"by": "c1" * 32, "count": 3, "required": 3}))
    life.fact(CaseConsolidated.model_validate(of_case))


def _ref(life: Life) -> dict[str, object]:
    return {"text_id": life.other, "text_version": 1, "text_hash": "4c" * 32}


def _publish(life: Life, decision: Decision) -> None:
    life.later(2, 10)
    of_case = {"impulse_id": life.impulse, "case_id": life.case, "round": 1}
    life.fact(CaseDecided.model_validate(of_case | {"by": "d2" * 32}))
    life.later(1, 4)
    reasons = life.text(TextTopic.ASSESSMENT_TEXTS, "decision_reasons", 5)
    conditions: tuple[Condition, ...] = ()
    if decision == "accepted_with_conditions":
        conditions = (Condition(text=life.text(TextTopic.ASSESSMENT_TEXTS, "conditions", 2).ref),)
    life.fact(
        DecisionPublished.model_validate(
            of_case
            | _CATALOGUE
            | {
                "decision": decision,
                "deviation": False,
                "reasons": reasons.ref,
                "conditions": conditions,
                "until": _DAY if decision == "deferred" else None,
                "result": _result(life),
                "evaluators": 2,
                "units": ("hochbau", "tiefbau"),
                "track": "full",
            }
        )
    )


def _result(life: Life) -> dict[str, object]:
    votes = {criterion: sorted(life.random.choices((-1, 0, 1, 2), k=2)) for criterion in _CRITERIA}
    return {
        "S": "61/80",
        "I": "1105/16",
        "D": {"L": "3/4", "Z1": "7/6", "Z2": "1/2", "Z3": "0", "Z4": "5/8", "Z5": "1"},
        "coverage": "1",
        "S_lo": "61/80",
        "S_hi": "61/80",
        "state": {criterion: str(sum(both) / 2) for criterion, both in votes.items()},
        "base": "UMSETZEN",
        "why": [],
        "flags": [],
        "decision": "UMSETZEN",
        "individual": ["MIT_AUFLAGEN", "UMSETZEN"],
        "radius": "7/13",
        "sdg": {"pos": {"11": "113/800"}, "neg": {}},
        "rounded": {"S": 0.76, "I": 69.1},
        "votes": votes,
    }


def _carry_out(life: Life) -> None:
    of_measure = {"impulse_id": life.impulse, "measure_id": life.measure}
    life.later(5, 40)
    plan = life.text(TextTopic.MEASURE_TEXTS, "measure", 3, "Bänke und Bäume am Schulweg")
    indicator = life.text(TextTopic.MEASURE_TEXTS, "indicator", 1)
    life.fact(
        MeasurePlanned(
            impulse_id=life.impulse,
            measure_id=life.measure,
            text=plan.ref,
            unit="gruenflaechen",
            due_on=_DAY,
            costs=Costs(planned_cents=1_850_000, yearly_cents=120_000, own_share_cents=850_000),
            indicator=Indicator(text=indicator.ref, baseline=Decimal(0), target=Decimal(1200)),
        )
    )
    if life.random.random() < 0.4:
        life.fact(FundingGranted.model_validate(of_measure | {"cents": 1_000_000}))
    for percent in sorted(life.random.sample(range(10, 100, 10), life.random.randint(2, 4))):
        life.later(10, 60)
        life.fact(MeasureProgressed.model_validate(of_measure | {"percent": percent}))
        life.fact(CostBooked.model_validate(of_measure | {"cents": 250_000 + percent}))
    if life.random.random() < 0.5:
        mark = life.text(TextTopic.MEASURE_TEXTS, "milestone", 1)
        reached = {"milestone_id": life.other, "text": mark.ref, "reached_on": _DAY}
        life.fact(MilestoneReached.model_validate(of_measure | reached))
    life.later(5, 30)
    end = life.text(TextTopic.MEASURE_TEXTS, "completion", 2)
    life.fact(MeasureCompleted.model_validate(of_measure | {"text": end.ref}))
    life.later(90, 180)
    effect = life.text(TextTopic.MEASURE_TEXTS, "effect_review", 3)
    life.fact(EffectReviewed.model_validate(of_measure | {"verdict": "reached", "text": effect.ref}))


def _appeal(life: Life) -> None:
    life.later(3, 20)
    appeal = {"impulse_id": life.impulse, "appeal_id": life.other, "round": 1}
    life.fact(AppealLodged.model_validate(appeal | {"grounds": ("error",)}))
    admitted = {**appeal, "case_id": life.case}
    life.fact(AppealAdmitted.model_validate(admitted))
    life.later(3, 10)
    life.fact(AppealDismissed.model_validate(admitted))
