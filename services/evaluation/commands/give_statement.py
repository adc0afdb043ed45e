"""The asked unit, or its deputy when it is late, gives its statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.people import Person
from services.evaluation.domain.statements import give_statement as given
from services.evaluation.stored.statements import load_statement, save_statement
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import StatementGiven
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class GiveStatement:
    """What the unit says; remarks by criterion."""

    case_id: UUID
    statement_id: UUID
    office: Person
    text: str
    remarks: Mapping[str, str]


async def give_statement(command: GiveStatement, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Show the answer to all who assess the case, under the unit's name.

    Raises: CaseUnknown, StatementUnknown, OtherUnitAsked, StatementOver, StatementInvalid.
    """
    case = await store.lock_case(work, command.case_id)
    statement = given(
        await load_statement(work.connection, case.id, command.statement_id),
        case,
        command.text,
        command.remarks,
        surroundings.asked_units(command.office),
        city_day(work.now),
    )
    await save_statement(work, statement)
    work.record(
        StatementGiven(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            statement_id=statement.id,
            unit=statement.unit,
            criteria=statement.criteria,
        )
    )
