"""Drafts that change hands, and who is free to assess, in the JSON API."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.drafts_models import Adopting, Declaring, Releasing, SavedOut
from services.evaluation.api.models import Held
from services.evaluation.api.views import saved_out
from services.evaluation.commands.confirm_draft import ConfirmDraft, confirm_draft
from services.evaluation.commands.declare_conflict import DeclareConflict, declare_conflict
from services.evaluation.commands.release_draft import ReleaseDraft, release_draft
from services.evaluation.commands.take_over_draft import TakeOverDraft, take_over_draft
from services.evaluation.doors import person_of, surroundings_of
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Evaluator = Annotated[Staff, staff("evaluator")]
Coordinator = Annotated[Staff, staff("coordinator")]


@router.post("/cases/{case_id}/conflict", status_code=204)
async def conflict(request: Request, case_id: UUID, body: Declaring, who: Evaluator) -> None:
    """Declare not to be impartial, before or after claiming; the own draft is deleted."""
    command = DeclareConflict(case_id, person_of(who), body.conflict)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await declare_conflict(command, work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)


@router.post("/cases/{case_id}/draft-takeover")
async def take_over(request: Request, case_id: UUID, body: Held, who: Evaluator) -> SavedOut:
    """Go on with a draft that somebody left, as long as nothing of the own is saved; it has to be confirmed then."""
    command = TakeOverDraft(case_id, person_of(who), body.token)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return saved_out(await take_over_draft(command, work, surroundings_of(request))).model_dump(mode="json")

    return SavedOut.model_validate(await run_command(request, who.subject, run))


@router.post("/cases/{case_id}/draft-confirmation", status_code=204)
async def confirm(request: Request, case_id: UUID, body: Adopting, who: Evaluator) -> None:
    """Make a draft that was taken over the own one; before that it cannot be submitted."""
    command = ConfirmDraft(case_id, person_of(who), body.token, body.draft_version, body.adoption)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await confirm_draft(command, work)
        return {}

    await run_command(request, who.subject, run)


@router.post("/cases/{case_id}/expired-drafts/{draft}/release", status_code=204)
async def release(request: Request, case_id: UUID, draft: str, body: Releasing, who: Coordinator) -> None:
    """Let whoever claims the free place go on with the draft of an expired claim."""
    command = ReleaseDraft(case_id, draft, body.cause)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await release_draft(command, work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)
