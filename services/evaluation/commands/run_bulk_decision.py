"""A person lets a bulk decision begin, takes all of it back, or throws its draft away; the service does the work."""

from uuid import UUID

from services.evaluation.domain.bulk_decision import BulkState
from services.evaluation.stored.bulk_decisions import delete_bulk, lock_bulk, save_bulk_state
from shared.messaging.unit_of_work import UnitOfWork


async def start_bulk_decision(bulk_id: UUID, decider: str, work: UnitOfWork) -> None:
    """From now on its cases are decided, portion by portion. Raises: BulkUnknown, BulkNotInState."""
    await _move(bulk_id, decider, BulkState.DRAFT, BulkState.DECIDING, work)


async def withdraw_bulk_decision(bulk_id: UUID, decider: str, work: UnitOfWork) -> None:
    """From now on what is not published is taken back, portion by portion. Raises: BulkUnknown, BulkNotInState."""
    await _move(bulk_id, decider, BulkState.DECIDED, BulkState.WITHDRAWING, work)


async def discard_bulk_decision(bulk_id: UUID, decider: str, work: UnitOfWork) -> None:
    """Forget a draft; nothing was decided by it. Raises: BulkUnknown, BulkNotInState."""
    bulk = await lock_bulk(work, bulk_id, decider)
    bulk.refuse_unless(BulkState.DRAFT)
    await delete_bulk(work, bulk.id)


async def _move(bulk_id: UUID, decider: str, before: BulkState, after: BulkState, work: UnitOfWork) -> None:
    bulk = await lock_bulk(work, bulk_id, decider)
    bulk.refuse_unless(before)
    await save_bulk_state(work, bulk.id, after)
