"""How key figures come from totals: functions that give the value over everything and the series by year.

None of them can be made better by leaving out what went badly: what nobody answers, reviews or finishes counts below the line.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from services.reporting.disclosure import LEAST_CASES, rounded
from services.reporting.presentation.kpis.figures import ReportFigures, added
from services.reporting.presentation.kpis.quantiles import median, percentile
from services.reporting.queries.load_totals import Totals
from services.reporting.views.impulse import DONE, PROMISED
from services.reporting.views.parts import MICRO
from shared.contracts.status import Status
from shared.runtime.city import CityFigures, DatedNumber
from shared.translation import gettext as _

NINE_OF_TEN: Final = Fraction(9, 10)
AGREED: Final = PROMISED | DONE | {Status.ABANDONED}
"""The states of everything the city has said yes to, whatever came of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value with the number of cases from which it comes; None where those are too few.

    The value is a share 0..1, whole cents, days, a count or points, as the kind of the key figure says; `p90` goes along
    with a median of days.
    """

    value: Fraction | None
    n: int
    p90: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The value over all years, or of one year where years cannot be put together, and the values of single years.

    `sources` are the city's own numbers that it was divided by.
    """

    total: Reading
    years: Mapping[int, Reading]
    of_year: int | None = None
    sources: tuple[DatedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """Why there is no value: a clause that begins with „weil“."""

    reason: str


Measured = Series | NotMeasurable
Measure = Callable[[ReportFigures], Measured]


def not_measurable(reason: str) -> Measure:
    """What no fact tells; the reason is marked with `N_`."""
    return lambda figures: NotMeasurable(_(reason))


def share(part: int, whole: int) -> Reading:
    """A part of a whole; without a value from fewer than five cases."""
    return Reading(Fraction(part, whole) if whole >= LEAST_CASES else None, whole)


def yes_share(what: str) -> Measure:
    """How often a published decision is marked so, by the year of its publication."""

    def measured(figures: ReportFigures) -> Series:
        years = {year: totals for year, totals in figures.by_year("decided:").items() if totals.of(what)}
        return Series(_yes(figures.scope()), {year: _yes(totals) for year, totals in years.items()})

    def _yes(totals: Totals) -> Reading:
        return share(totals.of(what).get("yes", 0), totals.sum_of(what))

    return measured


def answered_in_time(figures: ReportFigures) -> Series:
    """Answers within the service promise, of all answers and of those who have been waiting longer than it.

    Whoever waits too long today counts in the year that runs.
    """
    late_today, this_year = figures.waiting_too_long(), figures.today.year
    by_year = {
        year: totals.of("answered_in_months")
        for year, totals in figures.by_year("answered:").items()
        if totals.of("answered_in_months")
    }
    if late_today:
        by_year = {**by_year, this_year: by_year.get(this_year, {})}
    promised = figures.city.deadlines.service_promise_months
    counts = {
        year: (
            sum(number for month, number in months.items() if int(month) <= promised),
            sum(months.values()) + (late_today if year == this_year else 0),
        )
        for year, months in sorted(by_year.items())
    }
    total = share(sum(part for part, _ in counts.values()), sum(whole for _, whole in counts.values()))
    return Series(total, {year: share(*each) for year, each in counts.items()})


def days_of(stage: str) -> Measure:
    """How long a stage took, by the year in which it ended."""

    def measured(figures: ReportFigures) -> Series:
        years = figures.by_year(f"{stage}:")
        return Series(
            _days(added(years, "days")),
            {year: _days(totals.of("days")) for year, totals in years.items() if totals.of("days")},
        )

    def _days(counted: Mapping[str, int]) -> Reading:
        counts = {int(days): number for days, number in counted.items()}
        n = sum(counts.values())
        return Reading(median(counts), n, percentile(counts, NINE_OF_TEN)) if n else Reading(None, 0)

    return measured


def implemented_of(whole: Collection[Status]) -> Measure:
    """How many of the impulses in these states are implemented today, by the year of the receipt."""

    def measured(figures: ReportFigures) -> Series:
        years = {year: totals for year, totals in figures.by_year("received:").items() if totals.of("status")}
        return Series(_states(figures.scope()), {year: _states(totals) for year, totals in years.items()})

    def _states(totals: Totals) -> Reading:
        found = totals.statuses
        return share(sum(found.get(each, 0) for each in DONE), sum(found.get(each, 0) for each in whole))

    return measured


def effect_reached(figures: ReportFigures) -> Series:
    """Implemented impulses that reached their goal, of all implemented ones; by the year in which they were implemented."""
    years = {
        year: totals.of("outcome") for year, totals in figures.by_year("implemented:").items() if totals.of("outcome")
    }
    reached = {year: (outcome.get("reached", 0), sum(outcome.values())) for year, outcome in years.items()}
    total = share(sum(part for part, _ in reached.values()), sum(whole for _, whole in reached.values()))
    return Series(total, {year: share(*each) for year, each in reached.items()})


def satisfied(figures: ReportFigures) -> Series:
    """Who is content, of all who were asked when effects were reviewed; by the year of the newest review."""
    years = {year: totals for year, totals in figures.by_year("reviewed:").items() if totals.of("satisfied")}
    return Series(_satisfied(figures.scope()), {year: _satisfied(totals) for year, totals in years.items()})


def _satisfied(totals: Totals) -> Reading:
    answers = totals.of("satisfied")
    return share(answers.get("yes", 0), answers.get("asked", 0))


def implemented_for_goal(goal: int) -> Measure:
    """How many impulses for a strategic goal are implemented, by the year of it."""

    def measured(figures: ReportFigures) -> Series:
        return _counts({int(year): number for year, number in figures.scope(f"goal:{goal}").of("implemented").items()})

    return measured


def planned_money(what: str) -> Measure:
    """What the plans of all measures say that are not given up, by the year in which they were planned first.

    A plan that does not name the amount is no case: nothing is known of it, which is not 0.
    """

    def measured(figures: ReportFigures) -> Series:
        years = {year: totals for year, totals in figures.by_year("planned:").items() if totals.of(f"{what}_n")}
        return Series(_money(figures.scope()), {year: _money(totals) for year, totals in years.items()})

    def _money(totals: Totals) -> Reading:
        n = totals.sum_of(f"{what}_n")
        return Reading(Fraction(totals.sum_of(what)) if n else None, n)

    return measured


def granted_money(figures: ReportFigures) -> Series:
    """Funding that was granted, by the year of it. A case is a measure in a year."""
    totals = figures.scope()
    cases = totals.of("granted_n")
    years = {
        int(year): Reading(Fraction(totals.of("granted_cents").get(year, 0)), cases[year]) for year in sorted(cases)
    }
    n = sum(cases.values())
    return Series(Reading(Fraction(totals.sum_of("granted_cents")) if n else None, n), years)


def goal_points(side: str) -> Measure:
    """The sum of what results add to the goals of the United Nations, or take from them, by the year of the decision."""

    def measured(figures: ReportFigures) -> Series:
        years = {
            year: Reading(Fraction(totals.sum_of(f"goals_{side}"), MICRO), totals.sum_of(f"goals_{side}_n"))
            for year, totals in figures.by_year("decided:").items()
            if totals.of(f"goals_{side}_n")
        }
        n = sum(each.n for each in years.values())
        total = sum((each.value or Fraction(0) for each in years.values()), Fraction(0))
        return Series(Reading(total if n else None, n), years)

    return measured


def received_from(origin: str) -> Measure:
    """Impulses of one side by the year of their receipt, every count rounded."""

    def measured(figures: ReportFigures) -> Series:
        exact = figures.scope().of("origin").get(origin, 0)
        return Series(_rounded(exact), {year: _rounded(number) for year, number in _received(figures, origin).items()})

    return measured


def answered_from(origin: str) -> Measure:
    """Impulses of one side that have an answer today, by the year of their receipt, every count rounded."""

    def measured(figures: ReportFigures) -> Series:
        years = {
            year: totals.sum_of("answered")
            for year, totals in figures.by_year(f"origin:{origin}:").items()
            if totals.of("status")
        }
        exact = figures.scope(f"origin:{origin}").sum_of("answered")
        return Series(_rounded(exact), {year: _rounded(number) for year, number in years.items()})

    return measured


def per_head(origin: str, heads: Callable[[CityFigures], tuple[DatedNumber, ...]], times: int, unknown: str) -> Measure:
    """Impulses of one side in a year for so many people; over all it is the last year, or else the newest with any.

    `unknown` is the reason where the city does not say how many people there are, marked with `N_`.
    """

    def measured(figures: ReportFigures) -> Measured:
        numbers = heads(figures.city.figures)
        if not numbers:
            return NotMeasurable(_(unknown))
        years = {
            year: Reading(Fraction(rounded(exact) * times, _of_year(numbers, year).number), rounded(exact))
            for year, exact in _received(figures, origin).items()
        }
        last = figures.today.year - 1
        shown = last if last in years else max(years, default=None)
        return Series(Reading(None, 0) if shown is None else years[shown], years, shown, numbers)

    return measured


def _of_year(numbers: tuple[DatedNumber, ...], year: int) -> DatedNumber:
    """The newest number of that year or before it; else the first."""
    return max((each for each in numbers if each.on.year <= year), key=lambda each: each.on, default=numbers[0])


def _received(figures: ReportFigures, origin: str) -> dict[int, int]:
    return {
        year: totals.of("origin").get(origin, 0)
        for year, totals in figures.by_year("received:").items()
        if totals.of("origin")
    }


def _rounded(exact: int) -> Reading:
    return Reading(Fraction(rounded(exact)), rounded(exact))


def _counts(years: Mapping[int, int]) -> Series:
    readings = {year: Reading(Fraction(years[year]), years[year]) for year in sorted(years)}
    total = sum(years.values())
    return Series(Reading(Fraction(total), total), readings)
