"""Pieces of HTML that other web sites put into their pages, in German words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.reporting.presentation.decision import decision_sentence
from services.reporting.presentation.feeds import status_words
from services.reporting.presentation.funnel import funnel
from services.reporting.presentation.lists import ListEntry, list_entry, title_of
from services.reporting.presentation.names import Names
from services.reporting.public_impulse import Measure, PublicImpulse, Source
from services.reporting.queries.list_impulses import ListPage
from shared.contracts.status import Status
from shared.runtime.city import FieldOfAction
from shared.web.formats import number


@dataclass(frozen=True, slots=True)
class ImpulseFragment:
    """One impulse in short; `measure` is what the city does about it, `decision` one sentence."""

    title: str
    page: str
    status: str
    decision: str | None
    measure: str | None
    source: Source | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FieldFragment:
    """A field of action in short: how many impulses, how many of them stand where, and those that changed last.

    `address` is reporting's own, without a slash at the end.
    """

    name: str
    page: str
    total: str
    groups: tuple[tuple[str, str], ...]
    address: str
    latest: tuple[ListEntry, ...]


def impulse_fragment(impulse: PublicImpulse, names: Names, address: str) -> ImpulseFragment:
    """One impulse; `address` is reporting's own, without a slash at the end."""
    return ImpulseFragment(
        title=title_of(impulse.title, impulse.number),
        page=f"{address}/impulse/{impulse.number}",
        status=status_words(impulse),
        decision=None if impulse.decision is None else decision_sentence(impulse.decision, names),
        measure=None if impulse.measure is None else measure_words(impulse.measure),
        source=impulse.source,
        updated_at=impulse.updated_at,
    )


def field_fragment(
    field: FieldOfAction, listed: Mapping[Status, int], latest: ListPage, names: Names, address: str
) -> FieldFragment:
    """A field of action; `listed` are the states of its public impulses."""
    total = sum(listed.values())
    return FieldFragment(
        name=field.name,
        page=f"{address}/impulse?handlungsfeld={field.slug}",
        total="1 Impuls" if total == 1 else f"{number(total)} Impulse",
        groups=tuple((group.label, number(group.number)) for group in funnel(listed) if group.number),
        address=address,
        latest=tuple(list_entry(each, names) for each in latest.items),
    )


def measure_words(measure: Measure) -> str:
    """Where a measure stands: „umgesetzt", „abgebrochen" or its progress."""
    if measure.completed_at is not None:
        return "umgesetzt"
    if measure.abandoned_at is not None:
        return "abgebrochen"
    return f"zu {measure.percent}\N{NO-BREAK SPACE}% umgesetzt"
