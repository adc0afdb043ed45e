"""A coordinator takes a request for a statement back."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.statements import withdraw_statement as withdrawn
from services.evaluation.stored.statements import load_statement, save_statement
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WithdrawStatement:
    """Which request is taken back."""

    case_id: UUID
    statement_id: UUID


async def withdraw_statement(command: WithdrawStatement, work: UnitOfWork) -> None:
    """Take the request out of the unit's queue. Raises: CaseUnknown, StatementUnknown, StatementOver."""
    case = await store.lock_case(work, command.case_id)
    await save_statement(work, withdrawn(await load_statement(work.connection, case.id, command.statement_id), case))
