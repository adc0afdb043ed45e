"""The JSON API about deadlines: postponements, absences, what is due and what is late."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.deadlines_models import (
    AbsenceOut,
    AbsencesOut,
    DeputyOut,
    LateCaseList,
    LateCaseOut,
    Leaving,
    Postponing,
    ReminderList,
    ReminderOut,
)
from services.evaluation.commands.enter_absence import EnterAbsence, cancel_absence, enter_absence
from services.evaluation.commands.postpone_case import PostponeCase, postpone_case
from services.evaluation.domain.absence import Absence
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.late_cases import late_cases
from services.evaluation.queries.reminders import reminders
from services.evaluation.stored.absences import own_absences, possible_deputies
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Coordinator = Annotated[Staff, staff("coordinator")]
AtADesk = Annotated[Staff, staff("evaluator", "office", "decider", "coordinator")]


@router.post("/cases/{case_id}/postponement", status_code=204)
async def postpone(request: Request, case_id: UUID, body: Postponing, who: Coordinator) -> None:
    """Postpone an assessment to a later working day, with a reason."""
    command = PostponeCase(case_id, body.due_on, body.reason, body.note)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await postpone_case(command, work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)


@router.get("/reminders")
async def due_soon(request: Request, who: AtADesk) -> ReminderList:
    """What waits for the caller and is late or due within two working days."""
    person = person_of(who).id
    async with reading(request) as work:
        found = await reminders([person], work, surroundings_of(request).city.deadlines)
    return ReminderList(
        items=[
            ReminderOut(
                case_id=each.case_id,
                number=each.number,
                waits_for=each.step.cause,
                due_on=each.step.due_on,
                late=each.late,
                as_deputy=each.as_deputy,
            )
            for each in found.get(person, ())
        ]
    )


@router.get("/late-cases")
async def late(request: Request, who: Coordinator) -> LateCaseList:
    """The late cases with what they wait for and how far up the city's chain they have come."""
    async with reading(request) as work:
        found = await late_cases(work, surroundings_of(request).city.deadlines)
    return LateCaseList(
        items=[
            LateCaseOut(
                case_id=each.case_id,
                number=each.number,
                waits_for=each.step.cause,
                due_on=each.step.due_on,
                late=each.late,
                level=each.level,
                absence=each.absence,
            )
            for each in found
        ]
    )


@router.get("/absences")
async def absences(request: Request, who: AtADesk) -> AbsencesOut:
    """The caller's own absences."""
    person = person_of(who).id
    async with reading(request) as work:
        own = await own_absences(work.connection, person)
        deputies = await possible_deputies(work.connection, person, who.role)
    return AbsencesOut(
        items=[_absence(each) for each in own],
        deputies=[DeputyOut(person=each.person, name=each.name) for each in deputies],
    )


@router.post("/absences", status_code=201)
async def leave(request: Request, body: Leaving, who: AtADesk) -> AbsenceOut:
    """Enter an own absence."""
    command = EnterAbsence(person_of(who).id, who.role, body.deputy, body.first_day, body.last_day)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return _absence(await enter_absence(command, work)).model_dump(mode="json")

    return AbsenceOut.model_validate(await run_command(request, who.subject, run))


@router.delete("/absences/{absence_id}", status_code=204)
async def stay(request: Request, absence_id: UUID, who: AtADesk) -> None:
    """Remove an own absence."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await cancel_absence(person_of(who).id, absence_id, work)
        return {}

    await run_command(request, who.subject, run)


def _absence(absence: Absence) -> AbsenceOut:
    return AbsenceOut(id=absence.id, first_day=absence.first_day, last_day=absence.last_day, deputy=absence.deputy)
