"""Deciding as pages: take, take back, correct, preview, publish; papers, hearings, reviews, answers of other offices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from services.evaluation.api.decision_models import PaperBody
from services.evaluation.commands.answer_follow_up import AnswerFollowUp, answer_follow_up
from services.evaluation.commands.correct_decision import CorrectDecision, correct_decision
from services.evaluation.commands.decide_case import DecideCase, decide_case
from services.evaluation.commands.hear_submitter import HearSubmitter, hear_submitter
from services.evaluation.commands.pass_on_appeal import PassOnAppeal, pass_on_appeal
from services.evaluation.commands.publish_decision import PublishDecision, publish_decision
from services.evaluation.commands.submit_to_council import SubmitToCouncil, submit_to_council
from services.evaluation.commands.withdraw_decision import WithdrawDecision, withdraw_decision
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, do_step, show_case
from services.evaluation.pages.decision_forms import (
    read_correction,
    read_decision,
    typed_conditions,
)
from services.evaluation.pages.decision_suggestions import SUGGESTING, with_suggestion
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.queries.case_view import view_case
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK, include_in_schema=False)

Decider = Annotated[Staff, staff("decider")]
Coordinator = Annotated[Staff, staff("coordinator")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.post("/{case_id}/entscheidung")
async def decide(request: Request, case_id: UUID, who: InCharge) -> Response:
    """Decide the case or enter a resolution; other buttons only put chosen conditions or a text into the form."""
    fields = typed_conditions(typed(await request.form()))
    if fields.get("action") in SUGGESTING:
        return await _suggest(request, case_id, who, fields)
    try:
        body = read_decision(fields)
    except ValidationError as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    resolution = None if body.resolution is None else body.resolution.resolution()
    command = DecideCase(case_id, person_of(who), body.proposal(), resolution, may_decide=who.role == "decider")
    return await do_step(
        request, case_id, who, lambda work, near: decide_case(command, work, near), done="entscheidung", fields=fields
    )


@router.post("/{case_id}/entscheidung/zuruecknahme")
async def withdraw(request: Request, case_id: UUID, who: InCharge) -> Response:
    """Take an unpublished decision back."""
    command = WithdrawDecision(case_id, person_of(who), coordinates=who.role == "coordinator")
    return await do_step(
        request, case_id, who, lambda work, near: withdraw_decision(command, work, near), done="zuruecknahme"
    )


@router.post("/{case_id}/veroeffentlichung")
async def publish(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Publish the decision."""
    command = PublishDecision(case_id, person_of(who))
    return await do_step(
        request, case_id, who, lambda work, near: publish_decision(command, work, near), done="veroeffentlichung"
    )


@router.post("/{case_id}/berichtigung")
async def correct(request: Request, case_id: UUID, who: InCharge) -> Response:
    """Prepare the correction of what is published."""
    fields = typed(await request.form())
    try:
        command = CorrectDecision(case_id, person_of(who), read_correction(fields).changes())
    except ValidationError as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    return await do_step(
        request, case_id, who, lambda work, near: correct_decision(command, work, near), done="berichtigung"
    )


@router.post("/{case_id}/vorlage")
async def submit(request: Request, case_id: UUID, who: InCharge) -> Response:
    """Put the matter before the council, or tell that its session moved."""
    fields = typed(await request.form())
    try:
        body = PaperBody.model_validate(entered(fields, PaperBody))
    except ValidationError as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    command = SubmitToCouncil(case_id, body.paper_number, body.session_on)
    return await do_step(
        request, case_id, who, lambda work, near: submit_to_council(command, work, near), done="vorlage"
    )


@router.post("/{case_id}/anhoerung")
async def hear(request: Request, case_id: UUID, who: Decider) -> Response:
    """Tell the submitter that a rejection is intended."""
    command = HearSubmitter(case_id, typed(await request.form()).get("question", ""))
    return await do_step(
        request, case_id, who, lambda work, near: hear_submitter(command, work, near), done="anhoerung"
    )


@router.post("/{case_id}/ueberpruefung")
async def pass_on(request: Request, case_id: UUID, who: Decider) -> Response:
    """Let the decision stand and the review go on to other people."""
    command = PassOnAppeal(case_id)
    return await do_step(
        request, case_id, who, lambda work, near: pass_on_appeal(command, work, near), done="weitergabe"
    )


@router.post("/{case_id}/antwort-der-stelle")
async def answer(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Record what another office answered."""
    command = AnswerFollowUp(case_id, typed(await request.form()).get("answer", ""))
    return await do_step(
        request, case_id, who, lambda work, near: answer_follow_up(command, work, near), done="rueckmeldung"
    )


async def _suggest(request: Request, case_id: UUID, who: Staff, fields: dict[str, str]) -> HTMLResponse:
    near = surroundings_of(request)
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, near)
    try:
        filled = with_suggestion(fields, view, near)
    except DomainError as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    return await show_case(request, case_id, who, RefusedForm(filled, {}, 200))
