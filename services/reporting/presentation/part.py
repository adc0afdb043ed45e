"""The report of one part of the city's matters: of a strategic goal, or of a field of action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from services.reporting.filters import Chosen
from services.reporting.presentation.bars import Bar, count_bars, widest
from services.reporting.presentation.contributions import Contributions, contributions, touched
from services.reporting.presentation.funnel import GROUPS, FunnelGroup, funnel
from services.reporting.presentation.lists import ListEntry, list_entry
from services.reporting.presentation.money import Money, money_facts
from services.reporting.presentation.names import Names
from services.reporting.presentation.words import DECISIONS, EFFECTS
from services.reporting.queries.list_impulses import ListedImpulse
from services.reporting.queries.load_totals import Totals
from services.reporting.views.totals import ALL
from shared.runtime.city import City, StrategicGoal
from shared.translation import gettext as _
from shared.web.formats import number


@dataclass(frozen=True, slots=True)
class PartReport:
    """Everything that is counted in one part, and its impulses that changed last; `address` is the list of all of them."""

    totals: Totals
    groups: list[FunnelGroup]
    decisions: list[Bar]
    money: list[tuple[str, str]]
    contributions: Contributions
    effects: list[Bar]
    latest: list[ListEntry]
    address: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part in the table of all of them: its numbers in the groups of the funnel, and their sum."""

    label: str
    numbers: tuple[int, ...]
    received: int
    address: str | None = None


def part_report(totals: Totals, latest: Iterable[ListedImpulse], names: Names, chosen: Chosen) -> PartReport:
    """The report of the part that the list shows under the filter `chosen`."""
    return PartReport(
        totals=totals,
        groups=funnel(totals.statuses, chosen),
        decisions=count_bars(totals.of("decision"), DECISIONS, lambda key: replace(chosen, entscheidung=key).address()),
        money=money_facts(Money.of(totals)),
        contributions=touched(contributions(totals)),
        effects=count_bars(totals.of("effect"), EFFECTS),
        latest=[list_entry(each, names) for each in latest],
        address=chosen.address(),
    )


def goal_parts(city: City, totals: Mapping[str, Totals]) -> list[PartRow]:
    """All goals. An impulse may serve several, so there is no sum; `totals` are those by scope."""
    return [
        _row(_numbered(goal), totals[f"goal:{goal.number}"], f"/ziele/{goal.number}") for goal in city.strategic_goals
    ]


def field_parts(city: City, totals: Mapping[str, Totals]) -> list[PartRow]:
    """All fields of action, what belongs to none, and the sum: together they are all impulses."""
    rows = [
        _row(field.label, totals[f"field:{field.name}"], f"/handlungsfelder/{field.slug}")
        for field in city.fields_of_action
    ]
    whole = _row(_("Summe"), totals[ALL])
    rest = tuple(all_of_it - sum(row.numbers[place] for row in rows) for place, all_of_it in enumerate(whole.numbers))
    return [*rows, PartRow(_("Ohne Handlungsfeld"), rest, sum(rest)), whole]


def fields_of_goal(city: City, by_scope: Mapping[str, Totals], goal: int) -> list[Bar]:
    """The fields of action from which impulses serve a goal; `by_scope` has what is counted as `goal`."""
    return _related(
        (field.label, by_scope[scope].of("goal").get(str(goal), 0), Chosen(handlungsfeld=field.slug, ziel=str(goal)))
        for field in city.fields_of_action
        if (scope := f"field:{field.name}") in by_scope
    )


def goals_of_field(city: City, totals: Totals, slug: str) -> list[Bar]:
    """The goals that impulses of a field of action serve."""
    return _related(
        (goal.label, totals.of("goal").get(str(goal.number), 0), Chosen(handlungsfeld=slug, ziel=str(goal.number)))
        for goal in city.strategic_goals
    )


def group_labels() -> tuple[str, ...]:
    """What the numbers of a row mean."""
    return tuple(_(label) for label in GROUPS)


def _numbered(goal: StrategicGoal) -> str:
    label = goal.label
    return type(label)(f"{goal.number}. {label}")  # what is German stays marked as such


def _row(label: str, totals: Totals, address: str | None = None) -> PartRow:
    groups = funnel(totals.statuses)
    return PartRow(label, tuple(group.number for group in groups), totals.received, address)


def _related(counts: Iterable[tuple[str, int, Chosen]]) -> list[Bar]:
    found = list(counts)
    scale = widest(count for _, count, _ in found)
    return [Bar(label, number(count), count / scale, chosen.address()) for label, count, chosen in found if count]
