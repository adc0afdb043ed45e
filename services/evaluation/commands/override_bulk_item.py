"""A person looks at one case of a bulk decision and writes something for it alone, or leaves it out."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation.bulk_cases import look_at
from services.evaluation.domain.bulk_decision import BulkState, ItemState, OwnWords
from services.evaluation.queries.bulk_cases import load_bulk_cases
from services.evaluation.stored.bulk_decisions import NewItem, load_item, lock_bulk, save_item
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OverrideBulkItem:
    """What is written for which case of which bulk decision; it replaces what was written before."""

    bulk_id: UUID
    case_id: UUID
    decider: str
    own: OwnWords
    leave_out: bool = False


async def override_bulk_item(command: OverrideBulkItem, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep it, and that the person has seen the case as it is now. Raises: BulkUnknown, BulkItemUnknown, BulkNotInState."""
    bulk = await lock_bulk(work, command.bulk_id, command.decider)
    bulk.refuse_unless(BulkState.DRAFT)
    listed = await load_item(work.connection, bulk.id, command.case_id)
    [found] = (await load_bulk_cases([command.case_id], work, surroundings)).values()
    outlook = look_at(bulk.for_all, command.own, found, bulk.decider, surroundings.city)
    problems = [refused.code for refused in outlook.refusals]
    await save_item(
        work,
        bulk.id,
        NewItem(listed.item.place, command.case_id, found.seen, outlook.filled, problems),
        command.own,
        ItemState.LEFT_OUT if command.leave_out else ItemState.WAITING,
    )
