"""The totals from which every key figure is computed, by scope and year."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.reporting.queries.load_totals import Totals
from services.reporting.views.totals import ALL, MONEY, months_begun
from shared.runtime.city import City

COUNTED: Final = (
    "status",
    "not_public",
    "origin",
    "answered",
    "answered_as",
    "answered_in_months",
    "waiting_since",
    "days",
    "deviation",
    "third_opinion",
    "effect",
    "outcome",
    "implemented",
    "abandoned",
    "satisfied",
    "measures",
    *MONEY,
    *(f"{what}_n" for what in MONEY),
    "booked_cents",
    "granted_cents",
    "granted_n",
    "goals_pos",
    "goals_pos_n",
    "goals_neg",
    "goals_neg_n",
)
"""What `load_everywhere` has to be asked for."""

_NONE: Final = Totals({})


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All totals by scope, the city's own numbers, and the day on which the report is read."""

    totals: Mapping[str, Totals]
    city: City
    today: date

    def scope(self, scope: str = ALL) -> Totals:
        """The totals of a scope."""
        return self.totals.get(scope, _NONE)

    def by_year(self, prefix: str) -> dict[int, Totals]:
        """The totals of scopes such as `answered:2026` (the prefix is `answered:`), in the order of years."""
        found = {
            scope.removeprefix(prefix): totals for scope, totals in self.totals.items() if scope.startswith(prefix)
        }
        return {int(year): found[year] for year in sorted(found) if year.isdecimal()}

    def waiting_too_long(self) -> int:
        """How many have been waiting for an answer for longer than promised, today."""
        promised = self.city.deadlines.service_promise_months
        today = self.today.isoformat()
        return sum(
            number
            for since, number in self.scope().of("waiting_since").items()
            if since < today and months_begun(since, today) > promised
        )

    def years(self) -> list[int]:
        """The years in which anything was received, answered, implemented, reviewed or paid, in their order."""
        scopes = ("received:", "answered:", "decided:", "implemented:", "reviewed:", "planned:")
        found = {year for prefix in scopes for year in self.by_year(prefix)}
        for what in ("booked_cents", "granted_cents", "abandoned"):
            found |= {int(year) for year in self.scope().of(what)}
        return sorted(found)


def added(totals: Mapping[int, Totals], what: str) -> Counter[str]:
    """What is counted, over all years."""
    found: Counter[str] = Counter()
    for each in totals.values():
        found.update(each.of(what))
    return found
