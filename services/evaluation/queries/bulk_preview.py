"""A bulk decision as its decider sees it: how far it has come, and what it is or will be in each case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.evaluation.bulk_cases import BulkCase, look_at
from services.evaluation.domain.bulk_decision import Bulk, ItemState
from services.evaluation.domain.bulk_errors import CaseChanged
from services.evaluation.domain.decision import NO_DEVIATION
from services.evaluation.queries.bulk_cases import load_bulk_cases
from services.evaluation.stored.bulk_decisions import (
    ListedItem,
    Progress,
    items_page,
    load_bulk,
    load_item,
    progress_of,
)
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork

PAGE = 50


@dataclass(frozen=True, slots=True)
class PreviewedItem:
    """One case: its `reasons` (None while a value is missing), and a refusal for each thing that is in the way now.

    `deviates`: from the recommendation; `close`: the result is „knapp“. Of a case that is done nothing is in the way.
    """

    listed: ListedItem
    found: BulkCase
    reasons: str | None
    deviates: bool
    close: bool
    refusals: Sequence[DomainError]


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of the cases; `next` is the place after which the next page begins."""

    bulk: Bulk
    progress: Progress
    items: Sequence[PreviewedItem]
    next: int | None


async def preview_of(
    bulk_id: UUID,
    decider: str,
    after: int,
    work: UnitOfWork,
    surroundings: Surroundings,
    *,
    problems_only: bool = False,
) -> Preview:
    """At most 50 cases, all or those where something was in the way. Raises: BulkUnknown."""
    bulk = await load_bulk(work.connection, bulk_id, decider)
    listed = await items_page(work.connection, bulk_id, after, PAGE + 1, problems_only=problems_only)
    shown = listed[:PAGE]
    found = await load_bulk_cases([each.item.case_id for each in shown], work, surroundings)
    return Preview(
        bulk,
        await progress_of(work.connection, bulk_id),
        [_previewed(bulk, each, found[each.item.case_id], surroundings) for each in shown],
        shown[-1].item.place if len(listed) > PAGE else None,
    )


async def previewed_item(
    bulk_id: UUID, case_id: UUID, decider: str, work: UnitOfWork, surroundings: Surroundings
) -> tuple[Bulk, PreviewedItem]:
    """One case of a bulk decision. Raises: BulkUnknown, BulkItemUnknown."""
    bulk = await load_bulk(work.connection, bulk_id, decider)
    listed = await load_item(work.connection, bulk_id, case_id)
    found = await load_bulk_cases([case_id], work, surroundings)
    return bulk, _previewed(bulk, listed, found[case_id], surroundings)


def _previewed(bulk: Bulk, listed: ListedItem, found: BulkCase, surroundings: Surroundings) -> PreviewedItem:
    own, refusals = listed.item.own, list[DomainError]()
    if listed.state is ItemState.WAITING:
        refusals += [CaseChanged()] if found.seen != listed.item.seen else []
        refusals += look_at(bulk.for_all, own, found, bulk.decider, surroundings.city).refusals
    advice = found.advice
    return PreviewedItem(
        listed,
        found,
        own.reasons or listed.item.filled,
        deviates=advice is not None and bulk.for_all.decision != NO_DEVIATION[advice.recommendation],
        close=advice is not None and advice.close,
        refusals=refusals,
    )
