"""Feeds in German words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import uuid5

from services.reporting.atom import NEVER, Category, Feed, FeedEntry
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.names import Names
from services.reporting.presentation.timeline import timeline
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.list_impulses import ListedImpulse
from shared.contracts.status import STATUS_LABELS, SUB_STATE_LABELS
from shared.runtime.city import City
from shared.web.formats import written_date


def list_feed(
    path: str, title: str, page: str, impulses: Sequence[ListedImpulse], city: City, address: str, author: str
) -> Feed:
    """The impulses of a list, the last changed first; `path` and `page` are where the feed and the list stand below `address`."""
    return Feed(
        address=f"{address}{path}",
        title=title,
        subtitle="Was sich zuletzt geändert hat",
        author=author,
        page=f"{address}{page}",
        updated=impulses[0].updated_at if impulses else NEVER,
        entries=tuple(_impulse_entry(each, city, address) for each in impulses),
    )


def impulse_feed(path: str, impulse: PublicImpulse, names: Names, address: str, author: str) -> Feed:
    """The way of one impulse: an entry for each step, the last one first.

    Nothing that somebody typed stands in an entry: readers keep entries, and would keep it after its erasure.
    """
    page = f"{address}/impulse/{impulse.number}"
    return Feed(
        address=f"{address}{path}",
        title=title_of(impulse.title, impulse.number),
        subtitle=f"Der Weg des Impulses {impulse.number}",
        author=author,
        page=page,
        updated=impulse.updated_at,
        entries=tuple(reversed(list(_steps(impulse, names, page)))),
    )


def status_words(impulse: ListedImpulse | PublicImpulse) -> str:
    """Where it stands: „in der Bewertung, Rückfrage offen"."""
    status = STATUS_LABELS[impulse.status]
    return status if impulse.sub_state is None else f"{status}, {SUB_STATE_LABELS[impulse.sub_state]}"


def _impulse_entry(impulse: ListedImpulse, city: City, address: str) -> FeedEntry:
    return FeedEntry(
        id=impulse.id.urn,
        title=title_of(impulse.title, impulse.number),
        summary=f"Stand: {status_words(impulse)}.",
        page=f"{address}/impulse/{impulse.number}",
        updated=impulse.updated_at,
        categories=tuple(_categories(impulse, city, address)),
    )


def _categories(impulse: ListedImpulse, city: City, address: str) -> Iterator[Category]:
    for field in city.fields_of_action:
        if field.name == impulse.field_of_action:
            yield Category(field.slug, f"{address}/handlungsfelder", field.name)
    for goal in city.strategic_goals:
        if goal.number in impulse.goals:
            yield Category(str(goal.number), f"{address}/ziele", goal.name)


def _steps(impulse: PublicImpulse, names: Names, page: str) -> Iterator[FeedEntry]:
    told = Counter[str]()
    # What comes next stands behind the steps and has not happened: it is no entry.
    for step, entry in zip(impulse.timeline, timeline(impulse, names), strict=False):
        name = f"{step.step} {step.at.isoformat()}"
        told[name] += 1
        day = "" if entry.date is None else f"{written_date(entry.date)}. "
        yield FeedEntry(
            id=uuid5(impulse.id, f"{name} {told[name]}").urn,
            title=entry.title,
            summary=f"Impuls {impulse.number}. {day}{entry.text or ''}".strip(),
            page=page,
            updated=step.at,
        )
