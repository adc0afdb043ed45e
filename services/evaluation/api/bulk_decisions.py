"""The JSON API of bulk decisions: drafts, their preview, their progress, and taking them back."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.evaluation.api.bulk_models import (
    BulkCreated,
    BulkItemList,
    BulkItemOut,
    BulkLineOut,
    BulkList,
    BulkOut,
    CandidateList,
    CandidateOut,
    CreatingBulk,
    Filtering,
    Overriding,
    ProblemOut,
    TemplateOut,
    TemplatesOut,
    VariableOut,
)
from services.evaluation.commands.create_bulk_decision import CreateBulkDecision, create_bulk_decision
from services.evaluation.commands.override_bulk_item import OverrideBulkItem, override_bulk_item
from services.evaluation.commands.run_bulk_decision import (
    discard_bulk_decision,
    start_bulk_decision,
    withdraw_bulk_decision,
)
from services.evaluation.commands.withdraw_bulk_item import WithdrawBulkItem, withdraw_bulk_item
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.text_templates import VARIABLES
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.bulk_cases import candidate_page
from services.evaluation.queries.bulk_preview import PreviewedItem, preview_of
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.stored.bulk_decisions import load_bulk, own_bulks, progress_of
from services.evaluation.surroundings import Surroundings
from shared.contracts.lists import Decision
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

MOST_LISTED = 20

router = APIRouter(prefix="/api/evaluation/v1")

Decider = Annotated[Staff, staff("decider")]
Place = Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before")]


@router.get("/text-templates")
async def templates(request: Request, who: Decider, decision: Decision | None = None) -> TemplatesOut:
    """The city's texts for reasons, all or those for one kind of decision."""
    known = surroundings_of(request).text_templates
    shown = known.templates if decision is None else known.templates_for(decision)
    return TemplatesOut(
        version=known.version,
        items=[TemplateOut(id=each.id, name=each.name, decision=each.decision, text=each.text) for each in shown],
        variables=[VariableOut(name=name, meaning=meaning) for name, meaning in VARIABLES.items()],
    )


@router.get("/bulk-decisions/candidates")
async def candidates(
    request: Request, who: Decider, filtering: Annotated[Filtering, Query()], cursor: str | None = None
) -> CandidateList:
    """The cases that wait for a decision and that the caller may decide alone, by due date."""
    async with reading(request) as work:
        page = await candidate_page(
            person_of(who), filtering.wanted(), read_cursor(cursor), work, surroundings_of(request)
        )
    return CandidateList(
        items=[
            CandidateOut(
                case_id=found.case.id,
                number=found.matter.number,
                title=found.matter.title,
                due_on=found.case.due_on,
                track=found.case.track,
                recommendation=None if found.advice is None else found.advice.recommendation,
                close=found.advice is not None and found.advice.close,
            )
            for found in page.items
        ],
        next=page.next,
    )


@router.post("/bulk-decisions", status_code=201)
async def create(request: Request, body: CreatingBulk, who: Decider) -> BulkCreated:
    """Make a draft of one decision about many cases; nothing is decided yet."""
    near = surroundings_of(request)
    command = CreateBulkDecision(
        person_of(who), who.subject, body.for_all(near.text_templates), body.wanted(), body.case_ids
    )

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return {"id": str(await create_bulk_decision(command, work, near))}

    return BulkCreated.model_validate(await run_command(request, who.subject, run))


@router.get("/bulk-decisions")
async def own(request: Request, who: Decider) -> BulkList:
    """The caller's latest bulk decisions."""
    async with reading(request) as work:
        lines = await own_bulks(work.connection, person_of(who).id, MOST_LISTED)
    return BulkList(
        items=[
            BulkLineOut(
                id=line.id, decision=line.decision, state=line.state, created_at=line.created_at, items=line.items
            )
            for line in lines
        ]
    )


@router.get("/bulk-decisions/{bulk_id}")
async def progress(request: Request, bulk_id: UUID, who: Decider) -> BulkOut:
    """How far a bulk decision has come."""
    async with reading(request) as work:
        bulk = await load_bulk(work.connection, bulk_id, person_of(who).id)
        counted = await progress_of(work.connection, bulk_id)
    return BulkOut(
        id=bulk.id,
        decision=bulk.for_all.decision,
        text=bulk.for_all.text,
        until=bulk.for_all.until,
        addressee=bulk.for_all.addressee,
        state=bulk.state,
        items=counted.items,
        by_state=dict(counted.by_state),
        with_problems=counted.with_problems,
    )


@router.get("/bulk-decisions/{bulk_id}/items")
async def preview(
    request: Request, bulk_id: UUID, who: Decider, after: Place = 0, problems_only: bool = False
) -> BulkItemList:
    """What it is or will be in each case, in portions of 50."""
    async with reading(request) as work:
        page = await preview_of(
            bulk_id, person_of(who).id, after, work, surroundings_of(request), problems_only=problems_only
        )
    return BulkItemList(items=[_item(each) for each in page.items], next=page.next)


@router.put("/bulk-decisions/{bulk_id}/items/{case_id}", status_code=204)
async def override(request: Request, bulk_id: UUID, case_id: UUID, body: Overriding, who: Decider) -> None:
    """Write something for one case alone, or leave it out; it counts as seen as it is now."""
    command = OverrideBulkItem(bulk_id, case_id, person_of(who).id, body.own(), body.leave_out)
    await _step(request, who, lambda work, near: override_bulk_item(command, work, near))


@router.post("/bulk-decisions/{bulk_id}/start", status_code=202)
async def start(request: Request, bulk_id: UUID, who: Decider) -> None:
    """Decide its cases; the service does so in portions, see `GET /bulk-decisions/{bulk_id}`."""
    await _step(request, who, lambda work, _: start_bulk_decision(bulk_id, person_of(who).id, work))


@router.post("/bulk-decisions/{bulk_id}/withdrawal", status_code=202)
async def withdraw(request: Request, bulk_id: UUID, who: Decider) -> None:
    """Take back every decision of it that is not published; the service does so in portions."""
    await _step(request, who, lambda work, _: withdraw_bulk_decision(bulk_id, person_of(who).id, work))


@router.post("/bulk-decisions/{bulk_id}/items/{case_id}/withdrawal", status_code=204)
async def withdraw_one(request: Request, bulk_id: UUID, case_id: UUID, who: Decider) -> None:
    """Take back the decision about one case, unless it is published."""
    command = WithdrawBulkItem(bulk_id, case_id, person_of(who))
    await _step(request, who, lambda work, near: withdraw_bulk_item(command, work, near))


@router.delete("/bulk-decisions/{bulk_id}", status_code=204)
async def discard(request: Request, bulk_id: UUID, who: Decider) -> None:
    """Throw a draft away."""
    await _step(request, who, lambda work, _: discard_bulk_decision(bulk_id, person_of(who).id, work))


def _item(each: PreviewedItem) -> BulkItemOut:
    listed, found = each.listed, each.found
    problems = [ProblemOut(code=found.code, detail=found.detail, field=found.field) for found in each.refusals]
    if listed.cause is not None:
        problems.append(ProblemOut(code=listed.cause, detail=listed.detail or "", field=None))
    return BulkItemOut(
        case_id=found.case.id,
        place=listed.item.place,
        number=found.matter.number,
        title=found.matter.title,
        state=listed.state,
        published=found.case.state is CaseState.PUBLISHED,
        recommendation=None if found.advice is None else found.advice.recommendation,
        deviates=each.deviates,
        close=each.close,
        reasons=each.reasons,
        deviation_reason=listed.item.own.deviation_reason,
        confirmation=listed.item.own.confirmation,
        minority_view=listed.item.own.minority_view,
        problems=problems,
    )


async def _step(request: Request, who: Staff, command: Callable[[UnitOfWork, Surroundings], Awaitable[None]]) -> None:
    async def run(work: UnitOfWork) -> dict[str, Any]:
        await command(work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)
