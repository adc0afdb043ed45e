"""The three sides of the Trialog side by side.

Who submitted something is nobody's business: every number is rounded to a multiple of 5, and so is every share in percent.
Source: privacy-and-security, 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from services.reporting.disclosure import LEAST_CASES, rounded
from services.reporting.presentation.bars import BarCell, BarGroup, BarRow, widest
from services.reporting.presentation.words import ORIGINS
from services.reporting.queries.load_totals import Totals
from services.reporting.views.parts import ACCEPTING
from shared.translation import N_
from shared.translation import gettext as _
from shared.web.formats import number, percent

TOO_FEW: Final = N_("zu wenige")

_PREFIX: Final = "origin:"
_UNDECIDED: Final = "deferred"


@dataclass(frozen=True, slots=True)
class Side:
    """Exact counts of one side, never to be shown."""

    received: int
    public: int
    answered: int
    decided: int
    agreed: int

    @classmethod
    def of(cls, totals: Totals) -> "Side":
        """From the totals of one origin. What is put off counts as undecided."""
        decisions = totals.of("decision")
        return cls(
            received=totals.received,
            public=totals.received - totals.not_public,
            answered=totals.sum_of("answered"),
            decided=totals.sum_of("decision") - decisions.get(_UNDECIDED, 0),
            agreed=sum(decisions.get(each, 0) for each in ACCEPTING),
        )


def trialog(totals: Mapping[str, Totals]) -> list[BarGroup]:
    """All years together, then each year of receipt, the newest first; empty before anything was received."""
    years = {scope.rpartition(":")[2] for scope in totals if scope.startswith(_PREFIX) and scope.count(":") == 2}
    if not years:
        return []
    return [
        _group(_("Alle Jahre"), totals, ""),
        *(
            _group(_("Eingegangen {year}").format(year=year), totals, f":{year}")
            for year in sorted(years, reverse=True)
        ),
    ]


def _group(label: str, totals: Mapping[str, Totals], year: str) -> BarGroup:
    sides = [Side.of(totals.get(f"{_PREFIX}{origin}{year}", Totals({}))) for origin in ORIGINS]
    scale = widest(rounded(side.received) for side in sides)
    return BarGroup(
        label,
        (
            BarRow(_("Impulse"), tuple(_count(side.received, scale) for side in sides)),
            BarRow(_("davon öffentlich"), tuple(_share(side.public, side.received) for side in sides)),
            BarRow(_("beantwortet"), tuple(_count(side.answered, scale) for side in sides)),
            BarRow(_("entschieden"), tuple(_count(side.decided, scale) for side in sides)),
            BarRow(_("davon angenommen"), tuple(_share(side.agreed, side.decided) for side in sides)),
        ),
    )


def _count(exact: int, scale: Fraction) -> BarCell:
    return BarCell(number(rounded(exact)), rounded(exact) / scale)


def _share(part: int, whole: int) -> BarCell:
    if whole < LEAST_CASES:
        return BarCell(_(TOO_FEW), None)
    share = Fraction(rounded(round(Fraction(100 * part, whole))), 100)
    return BarCell(percent(share), share)
