"""The JSON API of decisions: take, take back, correct, publish; papers for the council, hearings, reviews, answers of others."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.cases import run_step
from services.evaluation.api.decision_models import Correcting, Deciding, FollowUpAnswer, Hearing, PaperBody
from services.evaluation.commands.answer_follow_up import AnswerFollowUp, answer_follow_up
from services.evaluation.commands.correct_decision import CorrectDecision, correct_decision
from services.evaluation.commands.decide_case import DecideCase, decide_case
from services.evaluation.commands.hear_submitter import HearSubmitter, hear_submitter
from services.evaluation.commands.pass_on_appeal import PassOnAppeal, pass_on_appeal
from services.evaluation.commands.publish_decision import PublishDecision, publish_decision
from services.evaluation.commands.submit_to_council import SubmitToCouncil, submit_to_council
from services.evaluation.commands.withdraw_decision import WithdrawDecision, withdraw_decision
from services.evaluation.doors import person_of
from shared.web.access import staff
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Decider = Annotated[Staff, staff("decider")]
Coordinator = Annotated[Staff, staff("coordinator")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.post("/cases/{case_id}/decision", status_code=204)
async def decide(request: Request, case_id: UUID, body: Deciding, who: InCharge) -> None:
    """Decide a consolidated case, or enter what the competent body resolved; nothing is published yet."""
    resolution = None if body.resolution is None else body.resolution.resolution()
    command = DecideCase(case_id, person_of(who), body.proposal(), resolution, may_decide=who.role == "decider")
    await run_step(request, who, lambda work, near: decide_case(command, work, near))


@router.delete("/cases/{case_id}/decision", status_code=204)
async def withdraw(request: Request, case_id: UUID, who: InCharge) -> None:
    """Take an unpublished decision back."""
    command = WithdrawDecision(case_id, person_of(who), coordinates=who.role == "coordinator")
    await run_step(request, who, lambda work, near: withdraw_decision(command, work, near))


@router.post("/cases/{case_id}/publication", status_code=204)
async def publish(request: Request, case_id: UUID, who: Coordinator) -> None:
    """Publish the decision; not by the person who took it."""
    command = PublishDecision(case_id, person_of(who))
    await run_step(request, who, lambda work, near: publish_decision(command, work, near))


@router.post("/cases/{case_id}/correction", status_code=204)
async def correct(request: Request, case_id: UUID, body: Correcting, who: InCharge) -> None:
    """Prepare the correction of what is published; somebody else publishes it."""
    command = CorrectDecision(case_id, person_of(who), body.changes())
    await run_step(request, who, lambda work, near: correct_decision(command, work, near))


@router.post("/cases/{case_id}/council-paper", status_code=204)
async def submit(request: Request, case_id: UUID, body: PaperBody, who: InCharge) -> None:
    """Put the matter before the body of the council that is competent, or tell that its session moved."""
    command = SubmitToCouncil(case_id, body.paper_number, body.session_on)
    await run_step(request, who, lambda work, near: submit_to_council(command, work, near))


@router.post("/cases/{case_id}/hearing", status_code=204)
async def hear(request: Request, case_id: UUID, body: Hearing, who: Decider) -> None:
    """Tell the submitter that a rejection is intended, and why."""
    command = HearSubmitter(case_id, body.words)
    await run_step(request, who, lambda work, near: hear_submitter(command, work, near))


@router.post("/cases/{case_id}/appeal/next-round", status_code=204)
async def pass_on(request: Request, case_id: UUID, who: Decider) -> None:
    """Let the decision stand and the review go on to other people."""
    command = PassOnAppeal(case_id)
    await run_step(request, who, lambda work, near: pass_on_appeal(command, work, near))


@router.post("/cases/{case_id}/follow-up", status_code=204)
async def answer(request: Request, case_id: UUID, body: FollowUpAnswer, who: Coordinator) -> None:
    """Record what the office answered that the case was forwarded to."""
    command = AnswerFollowUp(case_id, body.answer)
    await run_step(request, who, lambda work, near: answer_follow_up(command, work, near))
