"""Where all impulses stand, from receipt to effect: groups of states whose counts add up to what was received."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from services.reporting.filters import Chosen
from services.reporting.presentation.words import STATUS
from services.reporting.views.impulse import DONE, PROMISED
from shared.contracts.status import EXITS, UNDECIDED, Status
from shared.translation import N_
from shared.translation import gettext as _

GROUPS: Final[Mapping[str, tuple[Status, ...]]] = {
    N_("In Prüfung"): tuple(status for status in Status if status in UNDECIDED),
    N_("Die Stadt sagt ja"): tuple(status for status in Status if status in PROMISED | DONE),
    N_("Nicht umgesetzt oder anders erledigt"): tuple(
        status for status in Status if status in EXITS or status in {Status.REJECTED, Status.FORWARDED}
    ),
}
"""Every state stands in exactly one group; the labels are looked up when shown."""


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A state with its count and share (0..1) of all; `address` is that of the list, None where nothing can be looked up."""

    status: Status
    label: str
    number: int
    share: Fraction
    address: str | None


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """States that belong together, and their sum."""

    label: str
    number: int
    share: Fraction
    rows: tuple[FunnelRow, ...]


EVERYTHING: Final = Chosen()


def funnel(statuses: Mapping[Status, int], chosen: Chosen = EVERYTHING) -> list[FunnelGroup]:
    """All groups, with those of their states that any impulse is in; the groups' sums add up to the sum of all.

    The list is narrowed to a state and to what is `chosen`.
    """
    total = sum(statuses.values())
    return [_group(_(label), members, statuses, total, chosen) for label, members in GROUPS.items()]


def _group(
    label: str, members: tuple[Status, ...], statuses: Mapping[Status, int], total: int, chosen: Chosen
) -> FunnelGroup:
    rows = tuple(
        FunnelRow(
            status,
            STATUS[status],
            statuses[status],
            Fraction(statuses[status], total),
            # Before its release nobody outside may read an impulse.
            None if status is Status.IN_SCREENING else replace(chosen, status=str(status)).address(),
        )
        for status in members
        if statuses.get(status)
    )
    number = sum(row.number for row in rows)
    return FunnelGroup(label, number, Fraction(number, total) if total else Fraction(0), rows)
