"""The pages on which a person decides many cases at once: choose, look at each, decide, see how far it is, take back."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.bulk_models import CreatingBulk, Overriding
from services.evaluation.commands.create_bulk_decision import CreateBulkDecision, create_bulk_decision
from services.evaluation.commands.override_bulk_item import OverrideBulkItem, override_bulk_item
from services.evaluation.commands.run_bulk_decision import (
    discard_bulk_decision,
    start_bulk_decision,
    withdraw_bulk_decision,
)
from services.evaluation.commands.withdraw_bulk_item import WithdrawBulkItem, withdraw_bulk_item
from services.evaluation.domain.bulk_decision import OWN_WORDS
from services.evaluation.domain.text_templates import VARIABLES
from services.evaluation.doors import person_of, surroundings_of, unit_names
from services.evaluation.pages.cases import Step, run_step
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.presentation import bulk_decisions as said
from services.evaluation.presentation import words
from services.evaluation.queries.bulk_cases import candidate_page
from services.evaluation.queries.bulk_preview import preview_of, previewed_item
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.stored.bulk_decisions import own_bulks
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/sammelentscheidung"
MOST_LISTED = 20

router = APIRouter(prefix=PAGE, include_in_schema=False)

Decider = Annotated[Staff, staff("decider")]
Place = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("")
async def choose(request: Request, who: Decider) -> HTMLResponse:
    """The cases that may be decided together, filtered, and the form for the decision; the own bulk decisions below."""
    return await _choose(request, who, dict(request.query_params))


@router.post("")
async def create(request: Request, who: Decider) -> Response:
    """Make a draft of one decision about all of them, or about those that are ticked."""
    form = await request.form()
    fields, ticked = typed(form), [each for each in form.getlist("case") if isinstance(each, str)]
    created: list[UUID] = []
    near = surroundings_of(request)
    try:
        body = CreatingBulk.model_validate(
            entered(fields, CreatingBulk) | ({"case_ids": ticked} if fields.get("which") == "ticked" else {})
        )
        command = CreateBulkDecision(
            person_of(who),
            who.subject,
            body.for_all(near.text_templates),
            said.read_filter(fields),
            body.case_ids,
        )

        async def run(work: UnitOfWork) -> dict[str, Any]:
            created.append(await create_bulk_decision(command, work, near))
            return {}

        await run_command(request, who.subject, run)
    except (DomainError, ValidationError) as error:
        return await _choose(request, who, fields, refused_form(fields, error), ticked)
    return _see(created[0], "entwurf")


@router.get("/{bulk_id}")
async def show(request: Request, bulk_id: UUID, who: Decider, nach: Place = 0, nur_hinweise: str = "") -> HTMLResponse:
    """How far it has come, and what it is or will be in each case."""
    return await _show(request, bulk_id, who, after=nach, problems_only=nur_hinweise == "true")


@router.get("/{bulk_id}/vorgaenge/{case_id}")
async def look(request: Request, bulk_id: UUID, case_id: UUID, who: Decider) -> HTMLResponse:
    """One case, and a form for what is written for it alone."""
    return await _look(request, bulk_id, case_id, who)


@router.post("/{bulk_id}/vorgaenge/{case_id}")
async def override(request: Request, bulk_id: UUID, case_id: UUID, who: Decider) -> Response:
    """Keep what is written for one case alone, or leave it out."""
    fields = typed(await request.form())
    try:
        body = Overriding.model_validate(entered(fields, Overriding))
        command = OverrideBulkItem(bulk_id, case_id, person_of(who).id, body.own(), body.leave_out)
        await run_step(request, who, lambda work, near: override_bulk_item(command, work, near))
    except (DomainError, ValidationError) as error:
        return await _look(request, bulk_id, case_id, who, refused_form(fields, error))
    return _see(bulk_id, "vorgang")


@router.post("/{bulk_id}/start")
async def start(request: Request, bulk_id: UUID, who: Decider) -> Response:
    """Decide its cases."""

    async def step(work: UnitOfWork, _: Surroundings) -> None:
        await start_bulk_decision(bulk_id, person_of(who).id, work)

    return await _step(request, bulk_id, who, step, "start")


@router.post("/{bulk_id}/ruecknahme")
async def withdraw(request: Request, bulk_id: UUID, who: Decider) -> Response:
    """Take back every decision of it that is not published."""

    async def step(work: UnitOfWork, _: Surroundings) -> None:
        await withdraw_bulk_decision(bulk_id, person_of(who).id, work)

    return await _step(request, bulk_id, who, step, "ruecknahme")


@router.post("/{bulk_id}/vorgaenge/{case_id}/ruecknahme")
async def withdraw_one(request: Request, bulk_id: UUID, case_id: UUID, who: Decider) -> Response:
    """Take back the decision about one case."""
    command = WithdrawBulkItem(bulk_id, case_id, person_of(who))
    return await _step(request, bulk_id, who, lambda work, near: withdraw_bulk_item(command, work, near), "einzeln")


@router.post("/{bulk_id}/loeschung")
async def discard(request: Request, bulk_id: UUID, who: Decider) -> Response:
    """Throw a draft away."""

    async def step(work: UnitOfWork, _: Surroundings) -> None:
        await discard_bulk_decision(bulk_id, person_of(who).id, work)

    return await _step(request, bulk_id, who, step, "geloescht", then=PAGE)


async def _step(
    request: Request, bulk_id: UUID, who: Staff, step: Step, done: str, *, then: str | None = None
) -> Response:
    try:
        await run_step(request, who, step)
    except DomainError as error:
        return await _show(request, bulk_id, who, refused=refused_form({}, error))
    return RedirectResponse(f"{then}?getan={done}", 303) if then else _see(bulk_id, done)


async def _choose(
    request: Request,
    who: Staff,
    fields: dict[str, str],
    refused: RefusedForm | None = None,
    ticked: Sequence[str] = (),
) -> HTMLResponse:
    near = surroundings_of(request)
    async with reading(request) as work:
        page = await candidate_page(
            person_of(who), said.read_filter(fields), read_cursor(fields.get("cursor")), work, near
        )
        own = await own_bulks(work.connection, person_of(who).id, MOST_LISTED)
    return render(
        request,
        "bulk_choose.html",
        status_code=refused.status if refused else 200,
        filter=said.filter_form(fields, near.city),
        list=page,
        own=own,
        decisions=said.decision_choices(),
        templates=said.template_choices(near.text_templates),
        texts=near.text_templates,
        variables=VARIABLES,
        units=unit_names(request),
        words=words,
        states=said.BULK_STATES,
        ticked=ticked,
        fields=fields,
        errors=refused.errors if refused else {},
        done=_done(request),
    )


async def _show(
    request: Request,
    bulk_id: UUID,
    who: Staff,
    *,
    after: int = 0,
    problems_only: bool = False,
    refused: RefusedForm | None = None,
) -> HTMLResponse:
    async with reading(request) as work:
        preview = await preview_of(
            bulk_id, person_of(who).id, after, work, surroundings_of(request), problems_only=problems_only
        )
    return render(
        request,
        "bulk_preview.html",
        status_code=refused.status if refused else 200,
        bulk=preview.bulk,
        progress=preview.progress,
        items=preview.items,
        next=preview.next,
        after=after,
        problems_only=problems_only,
        said=said,
        words=words,
        errors=refused.errors if refused else {},
        done=_done(request),
    )


async def _look(
    request: Request, bulk_id: UUID, case_id: UUID, who: Staff, refused: RefusedForm | None = None
) -> HTMLResponse:
    async with reading(request) as work:
        bulk, item = await previewed_item(bulk_id, case_id, person_of(who).id, work, surroundings_of(request))
    written = {name: getattr(item.listed.item.own, name) or "" for name in OWN_WORDS}
    return render(
        request,
        "bulk_item.html",
        status_code=refused.status if refused else 200,
        bulk=bulk,
        item=item,
        said=said,
        words=words,
        fields=refused.fields if refused else written,
        errors=refused.errors if refused else {},
    )


def _done(request: Request) -> tuple[str, str] | None:
    return said.DONE.get(request.query_params.get("getan", ""))


def _see(bulk_id: UUID, done: str) -> Response:
    return RedirectResponse(f"{PAGE}/{bulk_id}?getan={done}", 303)
