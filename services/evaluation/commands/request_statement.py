"""Somebody who assesses or coordinates a case asks another unit for a statement."""

from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.domain.people import Person
from services.evaluation.domain.statements import Request, Statement, check_may_request
from services.evaluation.domain.statements import request_statement as requested
from services.evaluation.stored.statements import insert_statement, load_statements
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import StatementRequested
from shared.messaging.unit_of_work import Origin, UnitOfWork
from shared.runtime.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class RequestStatement:
    """Which unit is asked about what; who asks is checked and then forgotten."""

    case_id: UUID
    person: Person
    coordinates: bool
    request: Request


async def request_statement(command: RequestStatement, work: UnitOfWork, surroundings: Surroundings) -> Statement:
    """Put the request into the unit's queue.

    Raises: CaseUnknown, StatementsOver, PlaceNeeded, StatementInvalid, AlreadyRequested.
    """
    case = await store.lock_case(work, command.case_id)
    check_may_request(case, command.person, coordinates=command.coordinates, now=work.now)
    today, deadlines = city_day(work.now), surroundings.city.deadlines
    statement = requested(
        command.request,
        case,
        await surroundings.catalogue_of(case, work),
        await load_statements(work.connection, case.id),
        statement_id=uuid7(),
        asking_unit=command.person.unit,
        units=[unit.id for unit in surroundings.city.units if unit.valid_from <= today],
        due_on=add_working_days(today, deadlines.statement, deadlines.state),
    )
    await insert_statement(work, case.id, statement)
    # Without an actor: the journal keeps who acts, and nobody may learn who asked.
    work.record(
        StatementRequested(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            statement_id=statement.id,
            unit=statement.unit,
            criteria=statement.criteria,
            due_on=statement.due_on,
        ),
        origin=Origin.here(),
    )
    return statement
