"""A person wants to decide many cases in the same way: a draft is made of all that this person may decide alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from services.evaluation.bulk_cases import BulkCase, look_at
from services.evaluation.domain import bulk_errors
from services.evaluation.domain.bulk_decision import (
    MOST_CASES,
    Bulk,
    BulkState,
    ForAll,
    OwnWords,
    check_for_all,
)
from services.evaluation.domain.people import Person
from services.evaluation.queries.bulk_cases import CaseFilter, candidates
from services.evaluation.stored.bulk_decisions import NewItem, insert_bulk, insert_items
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CreateBulkDecision:
    """What is decided, about which cases: those of `chosen` that the filter shows, or with None all that it shows."""

    decider: Person
    actor: str
    for_all: ForAll
    wanted: CaseFilter
    chosen: Sequence[UUID] | None = None


async def create_bulk_decision(command: CreateBulkDecision, work: UnitOfWork, surroundings: Surroundings) -> UUID:
    """Keep the draft with what is in the way of each case now; returns its id. Nothing is decided.

    Raises: TemplateVariableUnknown, TemplateBraceAlone, DeferralInvalid, AddresseeInvalid, NoCasesChosen,
    TooManyCases.
    """
    check_for_all(command.for_all, city_day(work.now))
    bulk = Bulk(uuid7(), command.decider, command.actor, command.for_all, BulkState.DRAFT)
    await insert_bulk(work, bulk)
    items = 0
    async for found in candidates(
        command.decider, command.for_all.decision, command.wanted, command.chosen, work, surroundings
    ):
        if items + len(found) > MOST_CASES:
            raise bulk_errors.TooManyCases
        await insert_items(
            work, bulk.id, [_new_item(bulk, case, place, surroundings) for place, case in enumerate(found, items + 1)]
        )
        items += len(found)
    if not items:
        raise bulk_errors.NoCasesChosen
    return bulk.id


def _new_item(bulk: Bulk, found: BulkCase, place: int, surroundings: Surroundings) -> NewItem:
    outlook = look_at(bulk.for_all, OwnWords(), found, bulk.decider, surroundings.city)
    return NewItem(place, found.case.id, found.seen, outlook.filled, [refused.code for refused in outlook.refusals])
