"""What one topic said about one impulse, folded in the topic's own order.

A part is a JSON object, because it is stored as one. No part knows of another: topics have no common order.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

from shared.contracts.days import city_day
from shared.contracts.status import ASSESSMENT, IMPULSE, MEASURE, split_type

Part = dict[str, Any]

MICRO: Final = 1_000_000
"""Shares of a score are summed in whole millionths: sums by difference must come out even."""

# Steps of the timeline on an impulse's page, by fact; everything else is no step for the public.
IMPULSE_STEPS: Final = frozenset(
    {"received", "released", "inadmissible", "answered", "handed_over", "split", "merged", "unmerged", "withdrawn"}
)
ASSESSMENT_STEPS: Final = frozenset(
    {"case_opened", "case_reopened", "submitted_to_council", "published", "appeal_admitted", "appeal_dismissed"}
)
MEASURE_STEPS: Final = frozenset(
    {"planned", "milestone_reached", "progressed", "completed", "abandoned", "effect_reviewed"}
)
# What changes a page without being a step. Claims and submissions do not: when staff work is nobody's business.
_CHANGES: Final = frozenset(
    {
        "reclassified",
        "visibility_changed",
        "redacted",
        "query_asked",
        "query_answered",
        "query_lapsed",
        "replanned",
        "cost_booked",
        "funding_granted",
        "absorbed",
        "supported",
    }
)

_MOVED_BY: Final[Mapping[str, frozenset[str]]] = {
    IMPULSE: IMPULSE_STEPS | _CHANGES,
    ASSESSMENT: ASSESSMENT_STEPS | _CHANGES | {"deadline_changed", "case_closed"},
    MEASURE: MEASURE_STEPS | _CHANGES | {"linked"},
}
"""The facts that change a part, by how their types begin; most of what staff do does not."""

_CLASSIFICATION: Final = frozenset({"released", "reclassified"})
_CLASSIFIED_FIELDS: Final = (
    "text",
    "field_of_action",
    "strategic_goals",
    "unit",
    "track",
    "track_reason",
    "profile",
    "motion",
)
_STEP_FIELDS: Final = ("percent", "decision", "occasion", "cause", "body", "session_on")
"""What a step of the timeline keeps of its fact."""
_PUBLIC_REASONS: Final = frozenset({"inadmissible", "answered", "handed_over"})
_OTHERS: Final = frozenset({"split", "merged", "absorbed", "unmerged"})
ACCEPTING: Final = frozenset({"accepted", "accepted_with_conditions"})


class Step(NamedTuple):
    """A fact as views see it: its name (`received`), its time (RFC 3339, UTC) and its data in the current version, undecoded."""

    fact: str
    time: str
    data: Mapping[str, Any]


@lru_cache(maxsize=1_024)
def moved_part(event_type: str) -> tuple[str, str] | None:
    """How the types of the part begin that this type of fact changes, and the fact's name; None where it changes none."""
    family, fact = split_type(event_type)
    return (family, fact) if fact in _MOVED_BY.get(family, ()) else None


def fold_impulse(part: Part, step: Step) -> Part:
    """What ideas said: number, origin, dates, classification, why it left the path, and with which other impulses it went on.

    `released_on` and `left_on` are the first days in the city on which it was released and answered without an assessment.
    """
    fact, data = step.fact, step.data
    after = _with_time(part, step, IMPULSE_STEPS)
    if fact == "received":
        for name in ("number", "origin", "channel", "visibility", "received_on", "imported"):
            after[name] = data.get(name)
    elif fact in _CLASSIFICATION:
        for name in _CLASSIFIED_FIELDS:
            after[name] = data.get(name)
        after["released"] = True
        after.setdefault("released_on", day_of(step.time))
    elif fact == "visibility_changed":
        after["visibility"] = data["visibility"]
    elif fact in _PUBLIC_REASONS:
        after["exit"] = {"kind": fact, **data}
        after.setdefault("left_on", day_of(step.time))
    elif fact == "redacted":
        after["redacted_up_to"] = max(data["up_to_text_version"], part.get("redacted_up_to", 0))
        after["removed"] = {"cause": data["cause"], "on": day_of(step.time)}
    elif fact == "withdrawn":
        after.setdefault("removed", {"cause": "withdrawn", "on": day_of(step.time)})
    elif fact == "supported":
        after["supporters"] = data["count"]
    elif fact in _OTHERS:
        _fold_others(after, fact, data)
    return after


def _fold_others(after: Part, fact: str, data: Mapping[str, Any]) -> None:
    """`went_into`: the impulses that go on in the place of this one; `stands_for`: those that this one goes on for."""
    if fact == "split":
        after["went_into"] = list(data["into"])
    elif fact == "merged":
        after["went_into"] = [data["into"]]
    elif fact == "absorbed":
        after["stands_for"] = [*after.get("stands_for", ()), data["other"]]
    else:
        for name in ("went_into", "stands_for"):
            after[name] = [other for other in after.get(name, ()) if other != data["other"]]


def fold_assessment(part: Part, step: Step) -> Part:
    """What evaluation said: every published decision with all that the public may know about it, and what a council has.

    The newest one is `published`, those before it are `earlier`, in the order of the topic: first decisions, corrected
    texts and earlier rounds stay readable. `council` is what waits for a resolution, with the newest day of the session.
    `published_on`, `answered_on` and `accepted_on` are the first days in the city on which any decision, one that does not
    put it off, and an accepting one were published; `answered_as` is the first decision that does not put it off; `goals` is
    what the result adds to the goals of the United Nations and takes from them, in millionths.
    """
    fact, data = step.fact, step.data
    after = _with_time(part, step, ASSESSMENT_STEPS)
    if fact in {"case_opened", "case_reopened", "deadline_changed"}:
        after["due_on"] = data.get("due_on")
    elif fact == "published":
        if "published" in part:
            after["earlier"] = [*part.get("earlier", ()), part["published"]]
        after["published"] = {**data, "at": step.time}
        after["goals"] = _goals(data.get("result") or {})
        _keep_first_days(after, data["decision"], day_of(step.time))
        if _is_resolved(part, data):
            del after["council"]
    elif fact == "submitted_to_council":
        after["council"] = dict(data)
    elif fact == "case_closed":
        after.pop("council", None)
    return after


def _is_resolved(part: Part, published: Mapping[str, Any]) -> bool:
    """Whether a council has what this decides: a correction of an earlier round decides nothing of it."""
    return "council" in part and published["round"] >= part["council"]["round"]


def _keep_first_days(after: Part, decision: str, day: str) -> None:
    after.setdefault("published_on", day)
    if decision != "deferred":
        after.setdefault("answered_on", day)
        after.setdefault("answered_as", decision)
    if decision in ACCEPTING:
        after.setdefault("accepted_on", day)


def _goals(result: Mapping[str, Any]) -> Part:
    """Sums of millionths by goal: `pos` and `neg`, never netted."""
    found = result.get("sdg", {})
    return {
        side: {goal: round(Fraction(share) * MICRO) for goal, share in found.get(side, {}).items()}
        for side in ("pos", "neg")
    }


def fold_measure(part: Part, step: Step) -> Part:
    """What implementation said: every measure with its plan, milestones, progress, money and outcome, by its id.

    Money is summed in whole cents, and by the year in the city in which it was booked or granted.
    """
    fact, data = step.fact, step.data
    if "measure_id" not in data:
        return part
    after = _with_time(part, step, MEASURE_STEPS)
    measure = dict(
        part.get("measures", {}).get(data["measure_id"], {"percent": 0, "booked_cents": 0, "granted_cents": 0})
    )
    if fact in {"planned", "replanned"}:
        measure["plan"] = _plan(data)
        measure.setdefault("planned_on", day_of(step.time))
    elif fact == "linked":
        measure["linked_to"] = data["other"]
    elif fact == "milestone_reached":
        reached = {name: data[name] for name in ("milestone_id", "text", "reached_on")}
        measure["milestones"] = [*measure.get("milestones", ()), reached]
    elif fact == "progressed":
        measure["percent"] = data["percent"]
    elif fact == "cost_booked":
        _add(measure, "booked", data["cents"], step.time)
    elif fact == "funding_granted":
        _add(measure, "granted", data["cents"], step.time)
    elif fact in {"completed", "abandoned"}:
        measure[fact] = {**data, "at": step.time, "on": day_of(step.time)}
    elif fact == "effect_reviewed":
        measure["effects"] = [*measure.get("effects", ()), {**data, "at": step.time}]
    after["measures"] = {**part.get("measures", {}), data["measure_id"]: measure}
    return after


def _add(measure: Part, what: str, cents: int, time: str) -> None:
    year, by_year = day_of(time)[:4], measure.get(f"{what}_by_year", {})
    measure[f"{what}_cents"] += cents
    measure[f"{what}_by_year"] = {**by_year, year: by_year.get(year, 0) + cents}


def _plan(data: Mapping[str, Any]) -> Part:
    """The plan as rows keep it: flat, whatever the fact's version looks like, so that rows outlive versions."""
    return {**{name: value for name, value in data.items() if name != "costs"}, **data["costs"]}


def day_of(time: str) -> str:
    """The day in the city of a time as facts write it (RFC 3339, UTC)."""
    return _day_of_hour(time[:13])


@lru_cache(maxsize=10_000)
def _day_of_hour(hour: str) -> str:
    return city_day(datetime.fromisoformat(f"{hour}:00:00+00:00")).isoformat()


def _with_time(part: Part, step: Step, steps: frozenset[str]) -> Part:
    fact, time, data = step
    if fact not in steps and fact not in _CHANGES:
        return part.copy()
    after = part.copy()
    after["updated_at"] = max(time, part.get("updated_at", ""))
    if fact in steps:
        entry = {"what": fact, "at": time}
        for name in _STEP_FIELDS:
            if data.get(name) is not None:
                entry[name] = data[name]
        after["steps"] = [*part.get("steps", ()), entry]
    return after
