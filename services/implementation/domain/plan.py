"""What is planned: who does what until when, and who pays for it. A plan that breaks a rule cannot be built."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.implementation.domain.errors import AmountInvalid, IndicatorInvalid, SharesExceedCosts, TitleInvalid
from shared.contracts.fields import TITLE_LIMIT

CENTS_LIMIT: Final = 10_000_000_000_000
"""100 billion euros: far above any city's budget, far below what the database can count."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Planned costs and who bears them, in whole cents; None is not known yet.

    Raises: AmountInvalid, SharesExceedCosts.
    """

    planned_cents: int
    own_share_cents: int | None = None
    funding_cents: int | None = None

    def __post_init__(self) -> None:
        for name in ("planned_cents", "own_share_cents", "funding_cents"):
            amount = getattr(self, name)
            if amount is not None and not 0 <= amount <= CENTS_LIMIT:
                raise AmountInvalid(name)
        if (self.own_share_cents or 0) + (self.funding_cents or 0) > self.planned_cents:
            raise SharesExceedCosts("own_share_cents" if self.funding_cents is None else "funding_cents")


@dataclass(frozen=True, slots=True)
class Indicator:
    """How the effect will be seen: what is counted, from where, to where. Raises: IndicatorInvalid."""

    name: str
    baseline: Decimal
    target: Decimal

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= TITLE_LIMIT:
            raise IndicatorInvalid


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a measure; `unit` is a key of the city's data. Raises: TitleInvalid."""

    title: str
    unit: str
    due_on: date
    costs: Costs
    indicator: Indicator | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.title.strip()) <= TITLE_LIMIT:
            raise TitleInvalid
