"""Statements on pages: to ask another unit, and to answer as one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.statements_models import Asking, Stating
from services.evaluation.commands.give_statement import GiveStatement, give_statement
from services.evaluation.commands.request_statement import RequestStatement, request_statement
from services.evaluation.commands.withdraw_statement import WithdrawStatement, withdraw_statement
from services.evaluation.domain.catalogue import Catalogue, Criterion, ExclusionCriterion
from services.evaluation.domain.errors import OtherUnitAsked
from services.evaluation.domain.statements import askable, check_may_request
from services.evaluation.doors import person_of, surroundings_of, unit_names
from services.evaluation.pages.cases import DESK, do_step, run_step
from services.evaluation.pages.forms import typed
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.queries.case_view import view_case
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK + "/{case_id}/stellungnahmen", include_in_schema=False)

Asker = Annotated[Staff, staff("evaluator", "coordinator")]
Office = Annotated[Staff, staff("office")]
Coordinator = Annotated[Staff, staff("coordinator")]

REMARK = "remarks."


@router.get("")
async def form(request: Request, case_id: UUID, who: Asker) -> HTMLResponse:
    """The form to ask another unit."""
    return await _request_page(request, case_id, who)


@router.post("")
async def ask(request: Request, case_id: UUID, who: Asker) -> Response:
    """Ask another unit."""
    sent = await request.form()
    fields, criteria = typed(sent), [str(criterion) for criterion in sent.getlist("criteria")]
    try:
        body = Asking(unit=fields.get("unit", ""), criteria=criteria, question=fields.get("question", ""))
        command = RequestStatement(case_id, person_of(who), who.role == "coordinator", body.request())
        await run_step(request, who, lambda work, near: request_statement(command, work, near))
    except (DomainError, ValidationError) as error:
        return await _request_page(request, case_id, who, refused_form(fields, error), criteria)
    return RedirectResponse(f"{DESK}/{case_id}?getan=anfrage#stellungnahmen", 303)


@router.get("/{statement_id}")
async def read(request: Request, case_id: UUID, statement_id: UUID, who: Office) -> HTMLResponse:
    """What the unit is asked, with the form for its answer."""
    return await _answer_page(request, case_id, statement_id, who)


@router.post("/{statement_id}")
async def give(request: Request, case_id: UUID, statement_id: UUID, who: Office) -> Response:
    """Give the statement of the unit."""
    fields = typed(await request.form())
    remarks = {name.removeprefix(REMARK): text for name, text in fields.items() if name.startswith(REMARK)}
    try:
        body = Stating(text=fields.get("text", ""), remarks=remarks)
        command = GiveStatement(case_id, statement_id, person_of(who), body.text, body.remarks)
        await run_step(request, who, lambda work, near: give_statement(command, work, near))
    except OtherUnitAsked:
        raise
    except (DomainError, ValidationError) as error:
        return await _answer_page(request, case_id, statement_id, who, refused_form(fields, error))
    return RedirectResponse(f"{DESK}?getan=stellungnahme", 303)


@router.post("/{statement_id}/ruecknahme")
async def withdraw(request: Request, case_id: UUID, statement_id: UUID, who: Coordinator) -> Response:
    """Take a request back."""
    command = WithdrawStatement(case_id, statement_id)
    return await do_step(request, case_id, who, lambda work, _: withdraw_statement(command, work), done="ruecknahme")


async def _request_page(
    request: Request, case_id: UUID, who: Staff, refused: RefusedForm | None = None, chosen: Sequence[str] = ()
) -> HTMLResponse:
    person, near = person_of(who), surroundings_of(request)
    async with reading(request) as work:
        view = await view_case(case_id, person, who.role, work, near)
        check_may_request(view.case, person, coordinates=who.role == "coordinator", now=work.now)
    return render(
        request,
        "statement_request.html",
        status_code=refused.status if refused else 200,
        view=view,
        offered=[(unit, name) for unit, name in unit_names(request).items() if unit != who.unit],
        criteria=[
            (id_, f"{id_} {label}") for id_, label, _ in _described(askable(view.case, view.catalogue), view.catalogue)
        ],
        chosen=chosen,
        days=near.city.deadlines.statement,
        fields=refused.fields if refused else {},
        errors=refused.errors if refused else {},
    )


async def _answer_page(
    request: Request, case_id: UUID, statement_id: UUID, who: Staff, refused: RefusedForm | None = None
) -> HTMLResponse:
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, surroundings_of(request))
    seen = next((each for each in view.statements if each.statement.id == statement_id), None)
    if seen is None:
        raise OtherUnitAsked
    return render(
        request,
        "statement_answer.html",
        status_code=refused.status if refused else 200,
        view=view,
        seen=seen,
        criteria=_described(seen.statement.criteria, view.catalogue),
        units=unit_names(request),
        fields=refused.fields if refused else {},
        errors=refused.errors if refused else {},
    )


def _described(criteria: Sequence[str], catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """Id, name and question of each."""
    known: dict[str, Criterion | ExclusionCriterion] = {**catalogue.exclusion_criteria, **catalogue.criteria}
    return [(id_, known[id_].label.german, known[id_].question.german) for id_ in criteria]
