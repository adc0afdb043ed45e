"""One item of an agenda on its page: what shall be decided, who leaves the room, how the body votes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.evaluation.api.sessions_models import Counted, LeavingRoom, Resolving, Voting
from services.evaluation.commands.hold_session import NameConflicts, PostponeItem, name_conflicts, postpone_item
from services.evaluation.commands.propose_decision import ProposeDecision, propose_decision
from services.evaluation.commands.vote_on_items import TakeBackVote, VoteOnItems, take_back_vote, vote_on_items
from services.evaluation.domain.session_errors import AgendaItemUnknown, SessionUnknown
from services.evaluation.domain.sessions import SessionState
from services.evaluation.doors import person_of, surroundings_of, unit_names
from services.evaluation.pages.cases import Step, run_step
from services.evaluation.pages.decision_desk import DECISION_LABELS
from services.evaluation.pages.decision_forms import read_proposal, typed_conditions
from services.evaluation.pages.decision_suggestions import SUGGESTING, template_choices, with_suggestion
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.proposal_fields import shown_conditions, typed_proposal
from services.evaluation.pages.sessions import PAGE, seen_session, session_page
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.presentation.result import lever_conditions
from services.evaluation.queries.case_view import view_case
from services.evaluation.queries.sessions import SessionItem, SessionView, view_session
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix=PAGE + "/{session_id}", include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]

NUMBER = "number."
ITEM = re.compile(r"items\.(\d+)(\.number)?")
LABELS = DECISION_LABELS | {
    "in_favour": "Dafür",
    "against": "Dagegen",
    "abstained": "Enthalten",
    "objections": "Gegen das Verfahren",
    "items.0.number": "Beschlussnummer",
    "items.0.oparl_url": "Adresse im Ratsinformationssystem",
    "left_room": "Befangen",
    "items": "Punkte",
}


@router.get("/punkte/{case_id}")
async def item(request: Request, session_id: UUID, case_id: UUID, who: InCharge) -> HTMLResponse:
    """One item with all that can be done about it now."""
    return await _item_page(request, who, session_id, case_id)


@router.post("/punkte/{case_id}")
async def write(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> Response:
    """Save proposal and conflicts of interest, and enter the votes if that button was pressed; all of it or nothing."""
    sent = await request.form()
    fields, left_room = typed_conditions(typed(sent)), _chosen(sent, "left_room")
    votes = fields.get("action") == "vote"
    if fields.get("action") in SUGGESTING:
        return await _item_page(request, who, session_id, case_id, suggests=fields, left_room=left_room)

    async def step(work: UnitOfWork, near: Surroundings) -> None:
        await propose_decision(ProposeDecision(session_id, case_id, proposal), work)
        if conflicts is not None:
            await name_conflicts(NameConflicts(session_id, case_id, tuple(conflicts.left_room)), work)
        if voting is not None:
            command = VoteOnItems(session_id, voting.resolutions(), voting.votes(), person_of(who))
            await vote_on_items(command, work, near)

    try:
        proposal = read_proposal(fields).proposal()
        conflicts = LeavingRoom(left_room=left_room) if "in_the_room" in fields else None
        voting = (
            _voting(fields, [Resolving.model_validate({"case_id": case_id} | entered(fields, Resolving))])
            if votes
            else None
        )
        await run_step(request, who, step)
    except (SessionUnknown, AgendaItemUnknown):
        raise
    except (DomainError, ValidationError) as error:
        refused = refused_form(fields, error)
        return await _item_page(request, who, session_id, case_id, refused, left_room=left_room)
    return _see(session_id, case_id, "abstimmung" if votes else "vorschlag")


@router.post("/punkte/{case_id}/vertagung")
async def postpone(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> Response:
    """Put the item off."""
    command = PostponeItem(session_id, case_id)
    return await _do(request, session_id, case_id, who, lambda work, _: postpone_item(command, work), done="vertagt")


@router.post("/punkte/{case_id}/ruecknahme")
async def take_back(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> Response:
    """Take back an outcome that was entered wrongly."""
    command = TakeBackVote(session_id, case_id, person_of(who))
    return await _do(
        request, session_id, case_id, who, lambda work, near: take_back_vote(command, work, near), done="zurueck"
    )


@router.get("/gemeinsam")
async def together(request: Request, session_id: UUID, who: Coordinator) -> HTMLResponse:
    """The form to vote on several items in one go."""
    return await _together_page(request, session_id)


@router.post("/gemeinsam")
async def vote_together(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Enter the votes on several items."""
    sent = await request.form()
    fields, chosen = typed(sent), _chosen(sent, "items")
    try:
        numbers = {case_id: fields.get(NUMBER + case_id, "").strip() or None for case_id in chosen}
        items = [
            Resolving.model_validate({"case_id": case_id, "number": number}) for case_id, number in numbers.items()
        ]
        voting = _voting(fields, items)
        command = VoteOnItems(session_id, voting.resolutions(), voting.votes(), person_of(who))
        await run_step(request, who, lambda work, near: vote_on_items(command, work, near))
    except SessionUnknown:
        raise
    except (DomainError, ValidationError) as error:
        refused = refused_form(fields, error)
        return await _together_page(request, session_id, _at_numbers(refused, chosen), chosen)
    return RedirectResponse(f"{PAGE}/{session_id}?getan=abstimmung", 303)


async def _do(request: Request, session_id: UUID, case_id: UUID, who: Staff, step: Step, *, done: str) -> Response:
    try:
        await run_step(request, who, step)
    except (SessionUnknown, AgendaItemUnknown):
        raise
    except DomainError as error:
        return await _item_page(request, who, session_id, case_id, refused_form({}, error))
    return _see(session_id, case_id, done)


async def _item_page(
    request: Request,
    who: Staff,
    session_id: UUID,
    case_id: UUID,
    refused: RefusedForm | None = None,
    *,
    suggests: Mapping[str, str] | None = None,
    left_room: list[str] | None = None,
) -> HTMLResponse:
    """`suggests` are the fields of a form that asks for its chosen conditions, or for a text of the city."""
    near = surroundings_of(request)
    async with reading(request) as work:
        view = await view_session(session_id, work, near)
        seen = _item_of(view, case_id)
        case = await view_case(case_id, person_of(who), who.role, work, near)
    levers = lever_conditions(case.case.result, case.catalogue) if case.case.result else {}
    fields = _item_fields(seen)
    if suggests is not None:
        try:
            fields = with_suggestion(suggests, case, near)
        except DomainError as error:
            refused = refused_form(suggests, error)
    if refused is not None and refused.fields:
        fields = dict(refused.fields)
    return session_page(
        request,
        "session_item.html",
        view,
        refused,
        item=seen,
        fields=fields,
        condition_rows=shown_conditions(fields),
        levers=levers,
        text_templates=template_choices(near),
        members=[(name, name) for name in view.present],
        left_room=list(seen.left_room) if left_room is None else left_room,
        over=view.state in {SessionState.CLOSED, SessionState.ADJOURNED},
        labels=LABELS,
        units=unit_names(request),
    )


def _item_fields(item: SessionItem) -> dict[str, str]:
    before = {"against": "0", "abstained": "0", "objections": "0", "items.0.number": item.proposed_resolution}
    return before if item.proposal is None else before | typed_proposal(item.proposal)


def _resolving(case_id: UUID, fields: Mapping[str, str]) -> Resolving:
    typed_parts = {name: fields.get(f"items.0.{name}", "").strip() or None for name in ("number", "oparl_url")}
    return Resolving.model_validate({"case_id": case_id, **typed_parts})


def _at_numbers(refused: RefusedForm, chosen: list[str]) -> RefusedForm:
    """What is wrong with one of several resolutions stands at its number, the rest of an item's at the choice of items."""
    errors: dict[str, str] = {}
    for name, sentence in refused.errors.items():
        found = ITEM.fullmatch(name)
        errors[(f"{NUMBER}{chosen[int(found[1])]}" if found[2] else "items") if found else name] = sentence
    return replace(refused, errors=errors)


async def _together_page(
    request: Request, session_id: UUID, refused: RefusedForm | None = None, chosen: list[str] | None = None
) -> HTMLResponse:
    view = await seen_session(request, session_id)
    ready = [each for each in view.waiting if each.proposal is not None and not each.left_room]
    before = {"against": "0", "abstained": "0", "objections": "0"}
    before |= {f"{NUMBER}{each.case_id}": each.proposed_resolution for each in ready}
    return session_page(
        request,
        "session_en_bloc.html",
        view,
        refused,
        ready=ready,
        others=[each for each in view.waiting if each not in ready],
        fields=refused.fields if refused else before,
        chosen=chosen or [],
        labels=LABELS,
    )


def _item_of(view: SessionView, case_id: UUID) -> SessionItem:
    for each in view.items:
        if each.case_id == case_id:
            return each
    raise AgendaItemUnknown


def _voting(fields: Mapping[str, str], items: list[Resolving]) -> Voting:
    return Voting.model_validate({**entered(fields, Counted), "items": items})


def _chosen(sent: FormData, name: str) -> list[str]:
    return [str(value) for value in sent.getlist(name)]


def _see(session_id: UUID, case_id: UUID, done: str) -> Response:
    return RedirectResponse(f"{PAGE}/{session_id}/punkte/{case_id}?getan={done}", 303)
