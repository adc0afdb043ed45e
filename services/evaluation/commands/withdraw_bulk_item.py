"""A person takes back the decision about one case of a bulk decision; the others stay decided."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation.commands.withdraw_decision import WithdrawDecision, withdraw_decision
from services.evaluation.domain.bulk_decision import ItemState
from services.evaluation.domain.decision_errors import NothingToWithdraw
from services.evaluation.domain.people import Person
from services.evaluation.stored.bulk_decisions import DoneItem, load_item, lock_bulk, save_done
from services.evaluation.stored.decisions import pending_of
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WithdrawBulkItem:
    """Which case of which bulk decision, and by whom."""

    bulk_id: UUID
    case_id: UUID
    decider: Person


async def withdraw_bulk_item(command: WithdrawBulkItem, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Put the case where it was before this bulk decision.

    Raises: BulkUnknown, BulkItemUnknown, NothingToWithdraw.
    """
    bulk = await lock_bulk(work, command.bulk_id, command.decider.id)
    listed = await load_item(work.connection, bulk.id, command.case_id)
    waiting = await pending_of(work.connection, [command.case_id])
    if listed.state is not ItemState.DECIDED or waiting.get(command.case_id) != listed.item.decided_at:
        raise NothingToWithdraw
    await withdraw_decision(WithdrawDecision(command.case_id, command.decider, coordinates=False), work, surroundings)
    await save_done(work, bulk.id, ItemState.DECIDED, [DoneItem(listed.item.place, ItemState.WITHDRAWN)])
