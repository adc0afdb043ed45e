"""Every figure of the report that is a count or a sum: kept by difference, so that none ever needs a scan.

A total has what is counted, a scope (`""` is everything, `field:Mobilität`, `goal:3`, `origin:citizens`, `received:2026`,
`origin:citizens:2026` for both, ...) and one value of what is counted. Internal impulses count, too; only `listed` leaves
them out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from services.reporting.views.impulse import DONE, ImpulseRow, Shown, newest_review, shown
from services.reporting.views.parts import Part, day_of
from shared.contracts.status import UNDECIDED, Status

ALL: Final = ""
MONEY: Final = ("planned_cents", "yearly_cents", "own_share_cents", "funding_cents")
"""What a plan says about money, in whole cents."""
NOT_REVIEWED: Final = "not_reviewed"
"""The outcome of what is implemented as long as nobody has looked at its effect."""


Total = tuple[str, str, str]
"""What is counted, where, and one value of it, such as ("status", "", "in_screening")."""
Amounts = dict[tuple[str, tuple[str, ...], str], int]
"""What is summed, in all of which scopes, and one value of it."""

_EVERYWHERE: Final = (ALL,)
_ENDED: Final = DONE | {Status.ABANDONED}
_NONE: Final[Mapping[str, Any]] = {}
_MONEY_NAMES: Final = tuple((name, f"{name}_n") for name in MONEY)
_BY_YEAR: Final = (("booked_cents", "booked_by_year"), ("granted_cents", "granted_by_year"))


class Counted(NamedTuple):
    """What an impulse is counted by. Many share the same, so that a batch looks up few of them."""

    status: str
    visibility: str | None
    listed: bool
    origin: str | None
    field_of_action: str | None
    goals: tuple[int, ...]
    received_in: str
    decision: str | None
    decided_in: str
    deviation: bool | None
    third_opinion: bool | None
    effect: str | None
    short_check: str | None


def counted(view: Shown) -> Counted | None:
    """What counts of an impulse; None before ideas has announced it."""
    if view.status is None:
        return None
    return Counted(
        view.status,
        view.visibility,
        view.listed,
        view.origin,
        view.field_of_action,
        view.goals,
        (view.received_on or "")[:4],
        view.decision,
        (view.decided_on or "")[:4],
        view.deviation,
        view.third_opinion,
        view.effect,
        view.short_check,
    )


@lru_cache(maxsize=10_000)
def totals_of(each: Counted) -> tuple[Total, ...]:
    """What one impulse adds 1 to: exactly one status in every scope that it belongs to."""
    return tuple(_totals_of(each))


def _totals_of(each: Counted) -> Iterator[Total]:
    yield "received", ALL, "all"
    for scope in scopes(each.field_of_action, each.goals, each.origin, each.received_in):
        yield "status", scope, each.status
        if each.visibility != "public":
            yield "not_public", scope, each.visibility or ""
        if each.listed:
            yield "listed", scope, each.status
        if each.decision:
            yield "decision", scope, each.decision
        if each.effect:
            yield "effect", scope, each.effect
    if each.origin:
        yield "origin", ALL, each.origin
        yield "origin", f"received:{each.received_in}", each.origin
    if each.field_of_action:
        for goal in each.goals:
            yield "goal", f"field:{each.field_of_action}", str(goal)
    if each.listed and each.decision:
        yield "listed", f"decision:{each.decision}", each.status
    if each.decision:
        yield "decision", f"decided:{each.decided_in}", each.decision
    for what, yes in (("deviation", each.deviation), ("third_opinion", each.third_opinion)):
        if yes is not None:
            yield what, ALL, "yes" if yes else "no"
            yield what, f"decided:{each.decided_in}", "yes" if yes else "no"
    if each.short_check:
        yield "short_check", ALL, each.short_check


@lru_cache(maxsize=10_000)
def scopes(
    field_of_action: str | None, goals: tuple[int, ...], origin: str | None = None, received_in: str = ""
) -> tuple[str, ...]:
    """Everything, and the parts of it that an impulse belongs to."""
    found = [ALL]
    if field_of_action:
        found.append(f"field:{field_of_action}")
    found += [f"goal:{goal}" for goal in goals]
    if origin:
        found.append(f"origin:{origin}")
    if received_in:
        found.append(f"received:{received_in}")
    if origin and received_in:
        found.append(f"origin:{origin}:{received_in}")
    return tuple(found)


def amounts(row: ImpulseRow, view: Shown) -> Amounts:
    """What one impulse adds more than 1 or nothing to: days, money, shares of goals. See the functions that it asks."""
    sums: Amounts = {}
    if view.status is None:
        return sums
    _add_days(sums, row, view)
    parts = scopes(view.field_of_action, view.goals)
    for side, goals in row.assessment.get("goals", _NONE).items():
        for goal, share in goals.items():
            sums[f"goal_{side}", parts, goal] = share
            sums[f"goal_{side}_n", parts, goal] = 1
        if goals:
            decided = (f"decided:{(view.decided_on or '')[:4]}",)
            sums[f"goals_{side}", decided, "all"] = sum(goals.values())
            sums[f"goals_{side}_n", decided, "all"] = 1
    measures = row.measure.get("measures", _NONE)
    for measure in measures.values():
        _add_measure(sums, measure, parts)
    if measures and (view.effect or view.status in _ENDED):
        _add_outcome(sums, row, view, parts)
    return sums


def _add_days(sums: Amounts, row: ImpulseRow, view: Shown) -> None:
    """Durations in whole days by stage and year of the end, how many months an answer took, and since when people wait.

    Who was answered is counted by origin and year of the receipt, too, and how they were answered first by the year of the
    answer. What was imported reached the city long before it reached this system, so it counts from its release on. A
    deferral is no answer: otherwise putting off would make the figures better.
    """
    impulse, assessment = row.impulse, row.assessment
    released, left = impulse.get("released_on"), impulse.get("left_on")
    imported = impulse.get("imported")
    start = released if imported else impulse.get("received_on")
    answered = assessment.get("answered_on") or left
    if not imported:
        _add_duration(sums, "screening", start, released or left)
    _add_duration(sums, "assessment", released, assessment.get("published_on"))
    _add_duration(sums, "answer", start, answered)
    if "measures" in row.measure and "accepted_on" in assessment:
        completed = [each["completed"]["on"] for each in row.measure["measures"].values() if "completed" in each]
        _add_duration(sums, "implementation", assessment["accepted_on"], max(completed, default=None))
    if answered:
        sums["answered", scopes(None, (), view.origin, (view.received_on or "")[:4]), "all"] = 1
        answered_as = assessment.get("answered_as") or impulse["exit"]["kind"]
        sums["answered_as", (f"answered:{answered[:4]}",), answered_as] = 1
    if start and answered:
        sums["answered_in_months", (f"answered:{answered[:4]}",), str(months_begun(start, answered))] = 1
    elif start and view.status in UNDECIDED:
        sums["waiting_since", _EVERYWHERE, start] = 1


def _add_duration(sums: Amounts, stage: str, start: str | None, end: str | None) -> None:
    if start and end:
        sums["days", (f"{stage}:{end[:4]}",), _days_between(start, end)] = 1


@lru_cache(maxsize=100_000)
def _days_between(start: str, end: str) -> str:
    return str(max(0, (date.fromisoformat(end) - date.fromisoformat(start)).days))


def _add_measure(sums: Amounts, measure: Mapping[str, Any], parts: tuple[str, ...]) -> None:
    """Planned money in every scope and by year of the first plan while the measure is not abandoned, with how many plans
    name the amount at all; spent and granted money stays, by year, too.
    """
    if "plan" in measure and "abandoned" not in measure:
        planned = f"planned:{measure.get('planned_on', '')[:4]}"
        everywhere, known, plan = (*parts, planned), (ALL, planned), measure["plan"]
        _add(sums, ("measures", everywhere, "all"), 1)
        for name, name_n in _MONEY_NAMES:
            cents = plan.get(name)
            if cents is not None:
                _add(sums, (name_n, known, "all"), 1)
                _add(sums, (name, everywhere, "all"), cents)
    for what, name in _BY_YEAR:
        for year, cents in measure.get(name, _NONE).items():
            _add(sums, (what, parts, year), cents)
    for year in measure.get("granted_by_year", _NONE):
        _add(sums, ("granted_n", _EVERYWHERE, year), 1)
    for review in measure.get("effects", ())[-1:]:
        if review.get("satisfied_n"):
            asked = review["satisfied_n"]
            reviewed = (ALL, f"reviewed:{day_of(review['at'])[:4]}")
            _add(sums, ("satisfied", reviewed, "asked"), asked)
            _add(sums, ("satisfied", reviewed, "yes"), (review["satisfied_percent"] * asked + 50) // 100)


def _add(sums: Amounts, key: tuple[str, tuple[str, ...], str], number: int) -> None:
    sums[key] = sums.get(key, 0) + number


def _add_outcome(sums: Amounts, row: ImpulseRow, view: Shown, parts: tuple[str, ...]) -> None:
    """What came of the measures: verdicts by year of the newest review; implemented and abandoned impulses by the year of it.

    The outcome of what is implemented counts what nobody has reviewed, too: leaving out what failed would make shares better.
    """
    review = newest_review(row.measure)
    if review is not None:
        sums["effect", (f"reviewed:{day_of(review['at'])[:4]}",), review["verdict"]] = 1
    measures = row.measure["measures"].values()
    if view.status in DONE:
        year = max(_done_on(each) for each in measures)[:4]
        sums["outcome", (f"implemented:{year}",), view.effect or NOT_REVIEWED] = 1
        sums["implemented", parts, year] = 1
    elif view.status == Status.ABANDONED:
        sums["abandoned", _EVERYWHERE, max(_abandoned_on(each) for each in measures)[:4]] = 1


def _done_on(measure: Part) -> str:
    """The day of its completion, or of its first review where only that is known; empty for an abandoned one."""
    if "completed" in measure:
        return str(measure["completed"]["on"])
    return day_of(measure["effects"][0]["at"]) if measure.get("effects") else ""


def _abandoned_on(measure: Part) -> str:
    return str(measure["abandoned"]["on"]) if "abandoned" in measure else ""


@lru_cache(maxsize=10_000)
def months_begun(start: str, end: str) -> int:
    """In which month after `start` the day `end` lies: 1 up to the same day of the next month, then 2, and so on.

    So an answer keeps a promise of n months exactly if this is at most n. Months end as deadlines do (§ 188 BGB): a month
    after 31 January is the last day of February.
    """
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(1, months + 1 if last.day > first.day else months)


class Counts(NamedTuple):
    """A row as totals see it: what is shown of it, what it is counted by, and what it adds."""

    row: ImpulseRow
    view: Shown
    kind: Counted | None
    amounts: Amounts


def counts(row: ImpulseRow) -> Counts:
    """A row with all that follows from it."""
    view = shown(row)
    return Counts(row, view, counted(view), amounts(row, view))


NOTHING: Final = Counts(ImpulseRow(), Shown(), None, {})
"""An impulse that is not there yet."""


def difference(changes: Iterable[tuple[Counts, Counts]]) -> dict[Total, int]:
    """The sum of contribution(after) - contribution(before); totals that stay the same are left out."""
    kinds: Counter[Counted | None] = Counter()
    summed: Amounts = {}
    for before, after in changes:
        if before.kind != after.kind:
            kinds[before.kind] -= 1
            kinds[after.kind] += 1
        if before.amounts != after.amounts:
            for key, number in after.amounts.items():
                summed[key] = summed.get(key, 0) + number
            for key, number in before.amounts.items():
                summed[key] = summed.get(key, 0) - number
    sums: Counter[Total] = Counter()
    for kind, number in kinds.items():
        if kind is not None and number:
            for total in totals_of(kind):
                sums[total] += number
    for (what, everywhere, value), number in summed.items():
        if number:
            for scope in everywhere:
                sums[what, scope, value] += number
    return {total: by for total, by in sums.items() if by}


def contribution(each: Counts) -> dict[Total, int]:
    """What one impulse adds to all totals."""
    return difference([(NOTHING, each)])
