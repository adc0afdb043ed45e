"""Entries of lists of impulses in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import ORIGINS, STATUS, SUB_STATES, BadgeKind, badge_kind
from services.reporting.queries.list_impulses import ListedImpulse
from shared.translation import German
from shared.translation import gettext as _

LATEST: Final = 10
"""So many stand where a page tells what has changed last."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One impulse as a list shows it."""

    number: str
    title: str
    status: str
    kind: BadgeKind
    sub_state: str | None
    origin: str
    field_of_action: str | None
    updated_at: datetime


def list_entry(impulse: ListedImpulse, names: Names) -> ListEntry:
    """Put the keys of an entry into words."""
    return ListEntry(
        number=impulse.number,
        title=title_of(impulse.title, impulse.number),
        status=STATUS[impulse.status],
        kind=badge_kind(impulse.status),
        sub_state=None if impulse.sub_state is None else SUB_STATES[impulse.sub_state],
        origin=ORIGINS[impulse.origin],
        field_of_action=None if impulse.field_of_action is None else names.field_of_action(impulse.field_of_action),
        updated_at=impulse.updated_at,
    )


def title_of(title: str | None, number: str) -> str:
    """The title, or the number where there is none: not released, not here yet, or erased."""
    return German(title) if title else _("Impuls {number}").format(number=number)
