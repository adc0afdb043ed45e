"""The page on which members of staff enter when they are away and who stands in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.deadlines_models import Leaving
from services.evaluation.commands.enter_absence import EnterAbsence, cancel_absence, enter_absence
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.views import RefusedForm, done, refused_form
from services.evaluation.stored.absences import own_absences, possible_deputies
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/abwesenheit"

router = APIRouter(prefix=PAGE, include_in_schema=False)

AtADesk = Annotated[Staff, staff("evaluator", "office", "decider", "coordinator")]


@router.get("")
async def absences(request: Request, who: AtADesk) -> HTMLResponse:
    """The own absences and a form for another one."""
    return await _page(request, who)


@router.post("")
async def leave(request: Request, who: AtADesk) -> Response:
    """Enter an absence."""
    fields = typed(await request.form())
    try:
        body = Leaving.model_validate(entered(fields, Leaving))
        command = EnterAbsence(person_of(who).id, who.role, body.deputy, body.first_day, body.last_day)

        async def run(work: UnitOfWork) -> dict[str, Any]:
            await enter_absence(command, work)
            return {}

        await run_command(request, who.subject, run)
    except (DomainError, ValidationError) as error:
        return await _page(request, who, refused_form(fields, error))
    return RedirectResponse(f"{PAGE}?getan=abwesend", 303)


@router.post("/{absence_id}/loeschung")
async def stay(request: Request, absence_id: UUID, who: AtADesk) -> Response:
    """Remove an absence."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await cancel_absence(person_of(who).id, absence_id, work)
        return {}

    try:
        await run_command(request, who.subject, run)
    except DomainError as error:
        return await _page(request, who, refused_form({}, error))
    return RedirectResponse(f"{PAGE}?getan=anwesend", 303)


async def _page(request: Request, who: Staff, refused: RefusedForm | None = None) -> HTMLResponse:
    person = person_of(who).id
    async with reading(request) as work:
        own = await own_absences(work.connection, person)
        deputies = await possible_deputies(work.connection, person, who.role)
    return render(
        request,
        "absences.html",
        status_code=refused.status if refused else 200,
        own=own,
        names={each.person: each.name for each in deputies},
        lease=surroundings_of(request).city.deadlines.lease,
        fields=refused.fields if refused else {},
        errors=refused.errors if refused else {},
        done=done(request),
    )
