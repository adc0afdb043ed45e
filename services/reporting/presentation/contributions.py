"""What many impulses add to the goals of the United Nations and take from them: side by side, never netted."""

from dataclasses import dataclass
from fractions import Fraction

from services.reporting.presentation.bars import widest
from services.reporting.presentation.words import SUSTAINABLE_DEVELOPMENT_GOALS
from services.reporting.queries.load_totals import Totals
from services.reporting.views.parts import MICRO


@dataclass(frozen=True, slots=True)
class GoalTotal:
    """A goal with the sums of its contributions and burdens, both positive, and the impulses that help and harm.

    A side that no impulse touches is None: not recorded is not 0.
    """

    goal: int
    positive: Fraction | None
    negative: Fraction | None
    helping: int
    harming: int


@dataclass(frozen=True, slots=True)
class Contributions:
    """Goals in their order; `widest` is the largest sum of any."""

    rows: tuple[GoalTotal, ...]
    widest: Fraction


def contributions(totals: Totals) -> Contributions:
    """All 17 goals."""
    rows = tuple(_goal_total(totals, goal) for goal in SUSTAINABLE_DEVELOPMENT_GOALS)
    return Contributions(rows, widest(amount for row in rows for amount in (row.positive, row.negative)))


def touched(found: Contributions) -> Contributions:
    """Those goals only that any impulse helps or harms."""
    return Contributions(tuple(row for row in found.rows if row.helping or row.harming), found.widest)


def _goal_total(totals: Totals, goal: int) -> GoalTotal:
    helping, harming = (totals.of(f"goal_{side}_n").get(str(goal), 0) for side in ("pos", "neg"))
    return GoalTotal(
        goal, _sum_of(totals, "goal_pos", goal, helping), _sum_of(totals, "goal_neg", goal, harming), helping, harming
    )


def _sum_of(totals: Totals, what: str, goal: int, impulses: int) -> Fraction | None:
    return Fraction(totals.of(what).get(str(goal), 0), MICRO) if impulses else None
