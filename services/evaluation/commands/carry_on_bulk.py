"""The next portion of a bulk decision: decided, or taken back, in one transaction with a fixed number of statements.

Whatever ends the work in between, the next portion begins where the last committed one has ended: a case is decided once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.evaluation.bulk_cases import decide_one
from services.evaluation.domain.bulk_decision import Bulk, BulkState, ItemState
from services.evaluation.domain.bulk_errors import CaseChanged
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision import TakenDecision
from services.evaluation.domain.decision_errors import NothingToWithdraw
from services.evaluation.domain.people import pseudonym
from services.evaluation.queries.bulk_cases import load_decidable
from services.evaluation.store import QUERIES
from services.evaluation.stored.bulk_decisions import (
    DoneItem,
    Item,
    bulk_at_work,
    finish_bulk,
    lock_items,
    save_done,
)
from services.evaluation.stored.decisions import insert_decisions, pending_of, withdraw_pending
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.contracts.facts import CaseDecided, DecisionWithdrawn
from shared.messaging.unit_of_work import Origin, UnitOfWork

PORTION: Final = 250
"""So many cases are in memory and locked together."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Which bulk decision was carried on with, and whether it has come further: others may hold what is left."""

    bulk_id: UUID
    moved: bool


async def carry_on_bulk(after: UUID, work: UnitOfWork, surroundings: Surroundings) -> Portion | None:
    """Do a portion of the next bulk decision behind that id, in a circle; None where there is nothing to carry on with."""
    bulk = await bulk_at_work(work.connection, after)
    if bulk is None:
        return None
    deciding = bulk.state is BulkState.DECIDING
    left = ItemState.WAITING if deciding else ItemState.DECIDED
    items = await lock_items(work, bulk.id, left, at_most=PORTION)
    if not items:
        end = BulkState.DECIDED if deciding else BulkState.WITHDRAWN
        return Portion(bulk.id, moved=await finish_bulk(work, bulk, end, left))
    step = _decide if deciding else _withdraw
    done = await step(bulk, items, work, surroundings)
    await save_done(work, bulk.id, left, done)
    return Portion(bulk.id, moved=True)


async def _decide(bulk: Bulk, items: Collection[Item], work: UnitOfWork, surroundings: Surroundings) -> list[DoneItem]:
    """Decide these cases but for those where something is in the way; the caller has locked them."""
    found = await load_decidable([item.case_id for item in items], work, surroundings)
    taken: dict[UUID, TakenDecision] = {}
    done = []
    for item in items:
        case = found[item.case_id]
        try:
            if case.seen != item.seen:
                raise CaseChanged
            taken[item.case_id] = decide_one(bulk.for_all, item.own, item.filled, case, bulk.decider)
        except DomainError as refused:
            done.append(DoneItem(item.place, ItemState.SKIPPED, refused.code, refused.detail))
        else:
            done.append(DoneItem(item.place, ItemState.DECIDED))
    if taken:
        await insert_decisions(work, taken)
        await _move(taken, CaseState.DECIDED, CaseDecided, bulk, work, surroundings)
    return done


async def _withdraw(
    bulk: Bulk, items: Collection[Item], work: UnitOfWork, surroundings: Surroundings
) -> list[DoneItem]:
    """Take back what this bulk decision decided and nobody has published; the caller has locked the cases."""
    waiting = await pending_of(work.connection, [item.case_id for item in items])
    own = {item.place: item.case_id for item in items if waiting.get(item.case_id) == item.decided_at}
    if own:
        await withdraw_pending(work, list(own.values()))
        await _move(own.values(), CaseState.CONSOLIDATED, DecisionWithdrawn, bulk, work, surroundings)
    kept = NothingToWithdraw()
    return [
        DoneItem(item.place, ItemState.WITHDRAWN)
        if item.place in own
        else DoneItem(item.place, ItemState.KEPT, kept.code, kept.detail)
        for item in items
    ]


async def _move(
    case_ids: Iterable[UUID],
    state: CaseState,
    fact: type[CaseDecided | DecisionWithdrawn],
    bulk: Bulk,
    work: UnitOfWork,
    surroundings: Surroundings,
) -> None:
    moved = await work.connection.fetch(QUERIES["move_cases"], list(case_ids), state)
    origin = Origin.here(bulk.actor)
    for case in moved:
        by = pseudonym(surroundings.keys, bulk.decider.id, case["case_id"])
        work.record(
            fact(impulse_id=case["impulse_id"], case_id=case["case_id"], round=case["round"], by=by),
            origin=origin,
        )
