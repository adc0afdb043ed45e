"""The JSON API of evaluation: parses, calls the use case, formats."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.evaluation.api.drafts_models import HandingBack, SavedOut, Submitting
from services.evaluation.api.models import (
    Assessing,
    CaseList,
    CaseOut,
    Claiming,
    ClaimOut,
    Clearing,
    Noting,
)
from services.evaluation.api.views import case_list, case_out, saved_out
from services.evaluation.commands.claim_case import ClaimCase, claim_case
from services.evaluation.commands.clear_exclusion import ClearExclusion, clear_exclusion
from services.evaluation.commands.hand_back_case import HandBackCase, hand_back_case
from services.evaluation.commands.note_discussion import NoteDiscussion, note_discussion
from services.evaluation.commands.save_assessment import SaveAssessment, save_assessment
from services.evaluation.commands.submit_assessment import SubmitAssessment, submit_assessment
from services.evaluation.doors import in_charge_as, person_of, surroundings_of
from services.evaluation.queries import lists
from services.evaluation.queries.case_view import view_case
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.surroundings import Surroundings
from shared.contracts.lists import Track
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.parameters import OptionalId
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Evaluator = Annotated[Staff, staff("evaluator")]
Office = Annotated[Staff, staff("office")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]
Concerned = Annotated[Staff, staff("evaluator", "decider", "coordinator")]
Reader = Annotated[Staff, staff("evaluator", "office", "decider", "coordinator")]

Cursor = Annotated[str | None, Query(description="`next` of the page before")]


@router.get("/queue")
async def queue(
    request: Request,
    who: Evaluator,
    cursor: Cursor = None,
    impulse_id: OptionalId = None,
    pool: str | None = None,
    track: Track | None = None,
    field_of_action: str | None = None,
    late_only: bool = False,
) -> CaseList:
    """Every case that the caller may claim, by due date, filtered if asked to."""
    shown = lists.QueueFilter(pool, track, field_of_action, late_only)
    async with reading(request) as work:
        return case_list(
            await lists.queue(
                person_of(who),
                read_cursor(cursor),
                work,
                surroundings_of(request),
                impulse_id=impulse_id,
                shown=shown,
            )
        )


@router.get("/cases")
async def cases(
    request: Request, who: InCharge, state: Literal["consolidated", "decided"], cursor: Cursor = None
) -> CaseList:
    """The cases that wait for a decision (`consolidated`) or for its publication (`decided`), by due date."""
    async with reading(request) as work:
        return case_list(await lists.cases_in_state(state, read_cursor(cursor), work))


@router.get("/cases/{case_id}")
async def case(request: Request, case_id: UUID, who: Reader) -> CaseOut:
    """A case as the caller may see it."""
    async with reading(request) as work:
        return case_out(await view_case(case_id, person_of(who), who.role, work, surroundings_of(request)))


@router.post("/cases/{case_id}/claim")
async def claim(request: Request, case_id: UUID, body: Claiming, who: Evaluator) -> ClaimOut:
    """Take a place of the case; who holds one already gets the same claim again."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        claimed = await claim_case(ClaimCase(case_id, person_of(who), body.declaration), work, surroundings_of(request))
        return ClaimOut(
            token=str(claimed.seat.token),
            expires_at=claimed.seat.expires_at,
            draft_version=claimed.seat.draft_version,
            draft_offered=claimed.draft_offered,
        ).model_dump(mode="json")

    return ClaimOut.model_validate(await run_command(request, who.subject, run))


@router.put("/cases/{case_id}/assessment")
async def save(request: Request, case_id: UUID, body: Assessing, who: Evaluator) -> SavedOut:
    """Replace the draft and prolong the claim; what stands in it is checked, something may be missing."""
    command = SaveAssessment(case_id, person_of(who), body.token, body.draft_version, body.draft())

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return saved_out(await save_assessment(command, work, surroundings_of(request))).model_dump(mode="json")

    return SavedOut.model_validate(await run_command(request, who.subject, run))


@router.post("/cases/{case_id}/submit", status_code=204)
async def submit(request: Request, case_id: UUID, body: Submitting, who: Evaluator) -> None:
    """Make the saved draft final."""
    command = SubmitAssessment(case_id, person_of(who), body.token, body.draft_version)
    await run_step(request, who, lambda work, near: submit_assessment(command, work, near))


@router.post("/cases/{case_id}/hand-back", status_code=204)
async def hand_back(request: Request, case_id: UUID, body: HandingBack, who: Evaluator) -> None:
    """Give the case back to the queue; the draft stays, for others too by agreement."""
    command = HandBackCase(case_id, person_of(who), body.token, body.pass_on)
    await run_step(request, who, lambda work, near: hand_back_case(command, work, near))


@router.post("/cases/{case_id}/exclusions/{criterion}", status_code=204)
async def clear(request: Request, case_id: UUID, criterion: str, body: Clearing, who: Office) -> None:
    """Settle an exclusion criterion that the office was asked about."""
    command = ClearExclusion(case_id, criterion, person_of(who), body.answer, body.reason)
    await run_step(request, who, lambda work, near: clear_exclusion(command, work, near))


@router.post("/cases/{case_id}/notes", status_code=204)
async def note(request: Request, case_id: UUID, body: Noting, who: Concerned) -> None:
    """Note something about the result for the others who may see it."""
    command = NoteDiscussion(case_id, person_of(who), in_charge_as(who), body.note)
    await run_step(request, who, lambda work, near: note_discussion(command, work, near))


async def run_step(
    request: Request, who: Staff, command: Callable[[UnitOfWork, Surroundings], Awaitable[None]]
) -> None:
    """One command without an answer, in a transaction of its own."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await command(work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)
