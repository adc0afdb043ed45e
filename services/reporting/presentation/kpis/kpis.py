"""Key figures with their values, as pages, API and yearly report show them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from services.reporting.presentation.bars import Bar, widest
from services.reporting.presentation.kpis.definitions import DEFINITIONS, INDICATORS, Definition
from services.reporting.presentation.kpis.figures import ReportFigures
from services.reporting.presentation.kpis.measuring import Measured, NotMeasurable, Reading, Series
from services.reporting.presentation.kpis.reading_words import cases_words, value_words
from shared.runtime.city import DatedNumber
from shared.translation import German
from shared.translation import gettext as _


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of a series: the value in words, the length of its bar (0..1), and whether the year still runs."""

    year: int
    reading: Reading
    text: str
    cases: str
    share: Fraction
    running: bool

    @property
    def label(self) -> str:
        """„2026 (läuft noch)"."""
        return _("{year} (läuft noch)").format(year=self.year) if self.running else str(self.year)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure: its definition, its value in words, and how many cases it comes from (both empty words: None)."""

    definition: Definition
    measured: Measured
    this_year: int

    @property
    def address(self) -> str:
        """Its page."""
        return f"/kennzahlen/{self.definition.key}"

    @property
    def reason(self) -> str | None:
        """Why it cannot be measured; None where it is."""
        return self.measured.reason if isinstance(self.measured, NotMeasurable) else None

    @property
    def total(self) -> Reading | None:
        """The value over all years."""
        return self.measured.total if isinstance(self.measured, Series) else None

    @property
    def text(self) -> str:
        """The value in words, or that there is none and why."""
        if isinstance(self.measured, NotMeasurable):
            return _("nicht messbar, {reason}").format(reason=self.measured.reason)
        return value_words(self.definition.kind, self.measured.total)

    @property
    def cases(self) -> str:
        """From how many cases, in words; empty where nothing is measured."""
        return "" if self.total is None else cases_words(self.definition.kind, self.total.n)

    @property
    def since(self) -> int | None:
        """The first year with a value; None before there is one."""
        return min(self.measured.years, default=None) if isinstance(self.measured, Series) else None

    @property
    def of_year(self) -> int | None:
        """The one year that the value is of; None where it is of all."""
        return self.measured.of_year if isinstance(self.measured, Series) else None

    @property
    def period(self) -> str:
        """Which years the value is of, in words; empty where there is none."""
        if self.of_year is not None:
            running = self.of_year == self.this_year
            text = _("im Jahr {year}, das noch läuft") if running else _("im Jahr {year}")
            return text.format(year=self.of_year)
        return "" if self.since is None else _("seit {year}").format(year=self.since)

    @property
    def sources(self) -> list[DatedNumber]:
        """The city's own numbers; where they come from is German everywhere."""
        if isinstance(self.measured, NotMeasurable):
            return []
        return [replace(each, source=German(each.source)) for each in self.measured.sources]

    def rows(self) -> list[YearRow]:
        """The series, oldest year first."""
        if isinstance(self.measured, NotMeasurable):
            return []
        kind, years = self.definition.kind, self.measured.years
        longest = Fraction(1) if kind == "share" else widest(each.value for each in years.values())
        return [
            YearRow(
                year,
                reading,
                value_words(kind, reading),
                cases_words(kind, reading.n),
                max(reading.value or Fraction(0), Fraction(0)) / longest,
                year == self.this_year,
            )
            for year, reading in sorted(years.items())
        ]

    def of(self, year: int) -> YearRow | None:
        """The row of a year; None where nothing was counted in it."""
        return next((row for row in self.rows() if row.year == year), None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key figure as the page of a goal shows it: name, value in words, cases in words, address of its definition."""

    label: str
    value: str
    n: str
    link: str


def all_kpis(figures: ReportFigures) -> dict[str, Kpi]:
    """Every key figure by its key, in the order of the definitions."""
    return {key: _kpi(definition, figures) for key, definition in DEFINITIONS.items()}


def kpi_of(key: str, figures: ReportFigures) -> Kpi | None:
    """The key figure of that name; None where there is none."""
    definition = DEFINITIONS.get(key)
    return None if definition is None else _kpi(definition, figures)


def grouped(kpis: Mapping[str, Kpi]) -> list[tuple[str, list[Kpi]]]:
    """Groups with their key figures, both in the order of the definitions."""
    return [(_(group), list(found)) for group, found in groupby(kpis.values(), attrgetter("definition.group"))]


def goal_indicators(figures: ReportFigures, goal: int) -> list[Indicator]:
    """The indicators of a strategic goal; none for a goal that the strategy does not have."""
    kpis = [_kpi(DEFINITIONS[key], figures) for key in INDICATORS.get(goal, ())]
    return [Indicator(kpi.definition.name, kpi.text, kpi.cases, kpi.address) for kpi in kpis]


def year_bars(kpi: Kpi) -> list[Bar]:
    """The series as rows of a table with bars."""
    return [Bar(row.label, f"{row.text}, {row.cases}", row.share) for row in kpi.rows()]


def _kpi(definition: Definition, figures: ReportFigures) -> Kpi:
    return Kpi(definition.translated(), definition.measure(figures), figures.today.year)
