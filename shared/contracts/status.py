"""The public status of an impulse: one pure function of what each topic said about it.

Topics have no common order, so there is one part per topic, folded in that topic's own order, and the status follows
from the parts alone. Source: lifecycle, "Status"; vocabulary, "Public status of an impulse".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Self

from shared.translation import N_


class Status(StrEnum):
    """Where an impulse stands; every received one is in exactly one state."""

    IN_SCREENING = "in_screening"
    IN_ASSESSMENT = "in_assessment"
    BEFORE_COUNCIL = "before_council"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions"
    PLANNED = "planned"
    IN_IMPLEMENTATION = "in_implementation"
    IMPLEMENTED = "implemented"
    EFFECT_REVIEWED = "effect_reviewed"
    REJECTED = "rejected"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    INADMISSIBLE = "inadmissible"
    MERGED = "merged"
    SPLIT = "split"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    ABANDONED = "abandoned"


class SubState(StrEnum):
    """What pages add to the status without changing it."""

    QUERY = "query"
    UNDER_REVIEW = "under_review"


STATUS_LABELS: Final[Mapping[Status, str]] = {
    Status.IN_SCREENING: N_("in der Vorprüfung"),
    Status.IN_ASSESSMENT: N_("in der Bewertung"),
    Status.BEFORE_COUNCIL: N_("liegt dem Gemeinderat vor"),
    Status.DEFERRED: N_("zurückgestellt"),
    Status.ACCEPTED: N_("angenommen"),
    Status.ACCEPTED_WITH_CONDITIONS: N_("mit Bedingungen angenommen"),
    Status.PLANNED: N_("geplant"),
    Status.IN_IMPLEMENTATION: N_("in der Umsetzung"),
    Status.IMPLEMENTED: N_("umgesetzt"),
    Status.EFFECT_REVIEWED: N_("Wirkung geprüft"),
    Status.REJECTED: N_("abgelehnt"),
    Status.FORWARDED: N_("abgegeben"),
    Status.WITHDRAWN: N_("zurückgezogen"),
    Status.INADMISSIBLE: N_("nicht zulässig"),
    Status.MERGED: N_("mit einem anderen Impuls zusammengeführt"),
    Status.SPLIT: N_("in mehrere Impulse aufgeteilt"),
    Status.ANSWERED: N_("schon erledigt oder geplant"),
    Status.HANDED_OVER: N_("an die zuständige Stelle übergeben"),
    Status.ABANDONED: N_("Umsetzung abgebrochen"),
}
SUB_STATE_LABELS: Final[Mapping[SubState, str]] = {
    SubState.QUERY: N_("Rückfrage offen"),
    SubState.UNDER_REVIEW: N_("wird überprüft"),
}

EXITS: Final = frozenset(
    {
        Status.WITHDRAWN,
        Status.INADMISSIBLE,
        Status.MERGED,
        Status.SPLIT,
        Status.ANSWERED,
        Status.HANDED_OVER,
        Status.ABANDONED,
    }
)
DECISIONS: Final = frozenset(
    {Status.ACCEPTED, Status.ACCEPTED_WITH_CONDITIONS, Status.REJECTED, Status.DEFERRED, Status.FORWARDED}
)
FUNNEL: Final = tuple(status for status in Status if status not in EXITS)
"""The states of the path, then the decisions that end it; with `EXITS` it is every state, so the counts add up."""
UNDECIDED: Final = frozenset({Status.IN_SCREENING, Status.IN_ASSESSMENT, Status.BEFORE_COUNCIL, Status.DEFERRED})

_ACCEPTING: Final = frozenset({Status.ACCEPTED, Status.ACCEPTED_WITH_CONDITIONS})
IMPULSE: Final = "de.impulswerk.impulse."
ASSESSMENT: Final = "de.impulswerk.assessment."
MEASURE: Final = "de.impulswerk.measure."
"""How the types of the facts of a topic begin."""
_LEAVING: Final[Mapping[str, Status]] = {
    "withdrawn": Status.WITHDRAWN,
    "inadmissible": Status.INADMISSIBLE,
    "merged": Status.MERGED,
    "split": Status.SPLIT,
    "answered": Status.ANSWERED,
    "handed_over": Status.HANDED_OVER,
}
_MEASURE_STATES: Final[Mapping[str, Status]] = {
    "planned": Status.PLANNED,
    "linked": Status.PLANNED,
    "completed": Status.IMPLEMENTED,
    "abandoned": Status.ABANDONED,
    "effect_reviewed": Status.EFFECT_REVIEWED,
}
_UNDER_WAY: Final = frozenset({"progressed", "milestone_reached", "cost_booked"})
_MOVED_BY: Final[Mapping[str, frozenset[str]]] = {
    IMPULSE: frozenset(
        {"received", "released", "unmerged", "redacted", "query_asked", "query_answered", "query_lapsed", *_LEAVING}
    ),
    ASSESSMENT: frozenset({"published", "submitted_to_council", "case_closed", "appeal_admitted", "appeal_dismissed"}),
    MEASURE: frozenset({*_MEASURE_STATES, *_UNDER_WAY}),
}
"""The facts that can change the parts below, by how their types begin."""


@dataclass(frozen=True, slots=True)
class ImpulsesPart:
    """What the topic of impulses says: received, released, left the path (`exit`), queries without an answer yet."""

    received: bool = False
    released: bool = False
    exit: Status | None = None
    open_queries: tuple[str, ...] = ()

    def after(self, fact: str, data: Mapping[str, Any]) -> Self:
        """The part after one more fact, named without its prefix and version."""
        match fact:
            case "received":
                return replace(self, received=True)
            case "released":
                return replace(self, released=True)
            case "unmerged":
                return replace(self, exit=None) if self.exit is Status.MERGED else self
            case "redacted":
                return replace(self, exit=self.exit or Status.WITHDRAWN)
            case "query_asked":
                return replace(self, open_queries=(*self._queries_without(data["query_id"]), data["query_id"]))
            case "query_answered" | "query_lapsed":
                return replace(self, open_queries=self._queries_without(data["query_id"]))
            case _ if fact in _LEAVING:
                return replace(self, exit=_LEAVING[fact])
            case _:
                return self

    def _queries_without(self, query_id: str) -> tuple[str, ...]:
        return tuple(other for other in self.open_queries if other != query_id)


@dataclass(frozen=True, slots=True)
class AssessmentsPart:
    """What the topic of assessments says: the last published decision, at the council, an admitted appeal."""

    decision: Status | None = None
    at_council: bool = False
    under_review: bool = False

    def after(self, fact: str, data: Mapping[str, Any]) -> Self:
        """The part after one more fact, named without its prefix and version."""
        match fact:
            case "published":
                return type(self)(decision=Status(data["decision"]))
            case "submitted_to_council":
                return replace(self, at_council=True)
            case "case_closed":
                return replace(self, at_council=False, under_review=False)
            case "appeal_admitted":
                return replace(self, under_review=True)
            case "appeal_dismissed":
                return replace(self, under_review=False)
            case _:
                return self


@dataclass(frozen=True, slots=True)
class MeasuresPart:
    """What the topic of measures says: the state of each measure, by its id."""

    states: Mapping[str, Status] = field(default_factory=dict)

    def after(self, fact: str, data: Mapping[str, Any]) -> Self:
        """The part after one more fact, named without its prefix and version."""
        state = _MEASURE_STATES.get(fact)
        if fact in _UNDER_WAY and self.states.get(data["measure_id"], Status.PLANNED) is Status.PLANNED:
            state = Status.IN_IMPLEMENTATION
        if state is None:
            return self
        return replace(self, states={**self.states, data["measure_id"]: state})


@dataclass(frozen=True, slots=True)
class StatusParts:
    """One part per topic; each fact changes only the part of its topic, so the order between topics cannot matter."""

    impulses: ImpulsesPart = field(default_factory=ImpulsesPart)
    assessments: AssessmentsPart = field(default_factory=AssessmentsPart)
    measures: MeasuresPart = field(default_factory=MeasuresPart)

    def after(self, event_type: str, data: Mapping[str, Any]) -> Self:
        """The parts after one more record of a fact topic, its data undecoded; other types change nothing.

        Names are matched without their version, so the data must be of the current one (`Registry.current`).
        """
        family, fact = split_type(event_type)
        impulses, assessments, measures = self.impulses, self.assessments, self.measures
        if family == IMPULSE:
            impulses = impulses.after(fact, data)
        elif family == ASSESSMENT:
            assessments = assessments.after(fact, data)
        elif family == MEASURE:
            measures = measures.after(fact, data)
        if impulses is self.impulses and assessments is self.assessments and measures is self.measures:
            return self
        return type(self)(impulses, assessments, measures)

    def as_json(self) -> dict[str, Any]:
        """A JSON object to keep in a row."""
        return {
            "impulses": {
                "received": self.impulses.received,
                "released": self.impulses.released,
                "exit": self.impulses.exit,
                "open_queries": list(self.impulses.open_queries),
            },
            "assessments": {
                "decision": self.assessments.decision,
                "at_council": self.assessments.at_council,
                "under_review": self.assessments.under_review,
            },
            "measures": {"states": dict(self.measures.states)},
        }

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> Self:
        """What `as_json` wrote; `{}` is an impulse that no topic spoke of yet."""
        if not parts:
            return cls()
        impulses, assessments = parts["impulses"], parts["assessments"]
        return cls(
            ImpulsesPart(
                received=impulses["received"],
                released=impulses["released"],
                exit=_optional_status(impulses["exit"]),
                open_queries=tuple(impulses["open_queries"]),
            ),
            AssessmentsPart(
                decision=_optional_status(assessments["decision"]),
                at_council=assessments["at_council"],
                under_review=assessments["under_review"],
            ),
            MeasuresPart({measure: Status(state) for measure, state in parts["measures"]["states"].items()}),
        )


def public_status(parts: StatusParts) -> Status | None:
    """The one state an impulse is in, or None for one that the topic of impulses has not announced yet.

    | first that holds                                          | status                          |
    |-----------------------------------------------------------|---------------------------------|
    | not received                                              | None                            |
    | an accepting decision is published, and there is a measure| what the measures say           |
    | a final decision is published                             | the decision                    |
    | left the path: withdrawn, merged ...                      | the exit                        |
    | submitted to the council, nothing final published         | before_council                  |
    | deferred                                                  | deferred                        |
    | released                                                  | in_assessment                   |
    | otherwise                                                 | in_screening                    |

    A withdrawal after publication leaves decision and measure as they are. An appeal changes nothing before the next
    `published`. Deferred is not final: the case reopens by itself.
    """
    impulses, assessments = parts.impulses, parts.assessments
    decision = assessments.decision
    if not impulses.received:
        return None
    if decision in _ACCEPTING and parts.measures.states:
        return _measures_status(parts.measures)
    if decision is not None and decision is not Status.DEFERRED:
        return decision
    if impulses.exit is not None:
        return impulses.exit
    if assessments.at_council:
        return Status.BEFORE_COUNCIL
    if decision is not None:
        return decision
    return Status.IN_ASSESSMENT if impulses.released else Status.IN_SCREENING


def sub_state(parts: StatusParts) -> SubState | None:
    """What a page adds: an open query while screening or assessment waits, or a decision that is being reviewed."""
    status = public_status(parts)
    if parts.assessments.under_review and status not in UNDECIDED:
        return SubState.UNDER_REVIEW
    if parts.impulses.open_queries and status in UNDECIDED:
        return SubState.QUERY
    return None


def _measures_status(measures: MeasuresPart) -> Status:
    """Several measures count as the least advanced that is not abandoned; in the middle of several is under way."""
    states = {state for state in measures.states.values() if state is not Status.ABANDONED}
    if not states:
        return Status.ABANDONED
    if Status.IN_IMPLEMENTATION in states or (Status.PLANNED in states and len(states) > 1):
        return Status.IN_IMPLEMENTATION
    return min(states, key=FUNNEL.index)


@lru_cache(maxsize=1_024)
def moves_status(event_type: str) -> bool:
    """Whether this type of fact, in any version, can change what `StatusParts` holds."""
    family, fact = split_type(event_type)
    return fact in _MOVED_BY.get(family, ())


@lru_cache(maxsize=1_024)
def split_type(event_type: str) -> tuple[str, str]:
    """`de.impulswerk.measure.planned.v2` as `de.impulswerk.measure.` and `planned`, whatever the version."""
    family, dot, fact = event_type.rpartition(".v")[0].rpartition(".")
    return family + dot, fact


def _optional_status(value: str | None) -> Status | None:
    return None if value is None else Status(value)
