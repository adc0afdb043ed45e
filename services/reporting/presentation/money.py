"""What measures cost, and who pays for them, in whole euros."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Final, Self

from services.reporting.presentation.bars import BarCell, BarGroup, BarRow, widest
from services.reporting.queries.load_totals import Totals
from services.reporting.views.totals import ALL
from shared.runtime.city import City
from shared.translation import N_
from shared.translation import gettext as _
from shared.web.formats import euros, number

NOT_RECORDED: Final = N_("nicht erfasst")
NO_PLAN: Final = N_("kein Plan")


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in whole cents; 0 where nobody has named an amount. Planned money is that of measures that are not abandoned."""

    measures: int = 0
    planned: int = 0
    yearly: int = 0
    own_share: int = 0
    funding: int = 0
    granted: int = 0
    booked: int = 0

    @classmethod
    def of(cls, totals: Totals) -> Self:
        """The money of one scope."""
        return cls(
            measures=totals.sum_of("measures"),
            planned=totals.sum_of("planned_cents"),
            yearly=totals.sum_of("yearly_cents"),
            own_share=totals.sum_of("own_share_cents"),
            funding=totals.sum_of("funding_cents"),
            granted=totals.sum_of("granted_cents"),
            booked=totals.sum_of("booked_cents"),
        )

    @property
    def undivided(self) -> int:
        """What is planned, and nobody has said yet who pays it."""
        return self.planned - self.own_share - self.funding

    def without(self, others: Iterable[Self]) -> Self:
        """What is left of this money when that of others is taken away."""
        return type(self)(
            *(whole - sum(parts) for whole, *parts in zip(astuple(self), *map(astuple, others), strict=True))
        )


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A part of the city with its amounts in words; the address is that of its report."""

    label: str
    amounts: tuple[str, ...]
    address: str | None = None


AMOUNTS: Final = (
    N_("Geplante Kosten"),
    N_("Eigenanteil der Stadt"),
    N_("Geplante Fördermittel"),
    N_("Bewilligte Fördermittel"),
    N_("Ausgegeben"),
)
"""The amounts of a row, in their order."""


def money_facts(money: Money) -> list[tuple[str, str]]:
    """Pairs of name and amount; none where there is neither a plan nor any money."""
    if money == Money():
        return []
    return [
        (_("Maßnahmen"), number(money.measures)),
        *(_plan_facts(money) if money.measures else ()),
        (_("Bewilligte Fördermittel"), recorded(money.granted)),
        (_("Bisher ausgegeben"), recorded(money.booked)),
    ]


def _plan_facts(money: Money) -> list[tuple[str, str]]:
    rows = [
        (_("Geplante Kosten"), recorded(money.planned)),
        (_("Geplante Kosten pro Jahr"), recorded(money.yearly)),
        (_("Eigenanteil der Stadt"), recorded(money.own_share)),
        (_("Geplante Fördermittel"), recorded(money.funding)),
    ]
    return [*rows, (_("Noch offen, wer zahlt"), euros(money.undivided))] if money.undivided else rows


def recorded(cents: int) -> str:
    """An amount; nobody has named any where the sum is 0."""
    return euros(cents) if cents else _(NOT_RECORDED)


def by_field_of_action(city: City, totals: Mapping[str, Totals]) -> list[MoneyRow]:
    """Fields of action in the city's order, what belongs to none, and the sum of all; `totals` are those by scope."""
    whole = Money.of(totals[ALL])
    fields = [(field, Money.of(totals[f"field:{field.name}"])) for field in city.fields_of_action]
    rows = [
        MoneyRow(field.label, _amounts(money), f"/handlungsfelder/{field.slug}")
        for field, money in fields
        if money != Money()
    ]
    rest = whole.without(money for field, money in fields)
    if rest != Money():
        rows.append(MoneyRow(_("Ohne Handlungsfeld"), _amounts(rest)))
    return [*rows, MoneyRow(_("Summe"), _amounts(whole))]


def by_year(totals: Totals) -> list[BarGroup]:
    """Each year, the newest first, with what was spent and granted in it; empty before there was any money."""
    booked, granted = totals.of("booked_cents"), totals.of("granted_cents")
    scale = widest((*booked.values(), *granted.values()))
    rows = tuple(
        BarRow(
            year, tuple(BarCell(recorded(cents), max(cents, 0) / scale) for cents in _in_year(year, booked, granted))
        )
        for year in sorted({*booked, *granted}, reverse=True)
    )
    return [BarGroup(None, rows)] if rows else []


def _in_year(year: str, *amounts: Mapping[str, int]) -> list[int]:
    return [each.get(year, 0) for each in amounts]


def _amounts(money: Money) -> tuple[str, ...]:
    planned = (money.planned, money.own_share, money.funding)
    return (
        *(recorded(cents) if money.measures else _(NO_PLAN) for cents in planned),
        recorded(money.granted),
        recorded(money.booked),
    )
