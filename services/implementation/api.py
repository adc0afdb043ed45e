"""The JSON API of implementation: accepted impulses, measures and what becomes of them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.implementation import store
from services.implementation.api_answers import (
    AcceptedImpulse,
    AcceptedImpulsePage,
    MeasureAnswer,
    MeasurePage,
    PlannedMeasure,
)
from services.implementation.api_models import Abandonment, NewMeasure, Progress
from services.implementation.commands.abandon_measure import AbandonMeasure, abandon_measure
from services.implementation.commands.complete_measure import CompleteMeasure, complete_measure
from services.implementation.commands.plan_measure import PlanMeasure, plan_measure
from services.implementation.commands.report_progress import ReportProgress, report_progress
from services.implementation.doors import Implementer, Reader, city_of
from services.implementation.queries.list_accepted_impulses import list_accepted_impulses
from services.implementation.queries.list_measures import list_measures
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.commands import IDEMPOTENCY_KEY, reading, run_command
from shared.web.parameters import OptionalId

router = APIRouter(prefix="/api/implementation/v1", tags=["implementation"])


def _key_parameter(*, required: bool) -> dict[str, Any]:
    return {
        "parameters": [
            {
                "name": IDEMPOTENCY_KEY,
                "in": "header",
                "required": required,
                "schema": {"type": "string", "minLength": 16, "maxLength": 200},
                "description": "a repeat with the same key and body gets the same answer for 24 hours",
                "example": "4b3f0c9e-5a1d-4f0e-9a77-2f6c1f0a8d11",
            }
        ]
    }


@router.get("/impulses")
async def accepted_impulses(request: Request, who: Reader, cursor: OptionalId = None) -> AcceptedImpulsePage:
    """Accepted impulses in the order of arrival, with or without measures."""
    async with reading(request) as work:
        found, following = await list_accepted_impulses(work.connection, cursor)
    return AcceptedImpulsePage(items=[AcceptedImpulse.of(impulse) for impulse in found], next=_cursor(following))


@router.get("/measures")
async def measures(
    request: Request, who: Reader, cursor: OptionalId = None, impulse_id: OptionalId = None
) -> MeasurePage:
    """Measures in the order of planning, all or those of one impulse."""
    async with reading(request) as work:
        found, following = await list_measures(work.connection, impulse_id, cursor)
    today = city_day(work.now)
    return MeasurePage(items=[MeasureAnswer.of(measure, today) for measure in found], next=_cursor(following))


@router.get("/measures/{measure_id}")
async def measure(measure_id: UUID, request: Request, who: Reader) -> MeasureAnswer:
    """One measure."""
    async with reading(request) as work:
        found = await store.load_measure(work.connection, measure_id)
    return MeasureAnswer.of(found, city_day(work.now))


@router.post("/measures", status_code=201, openapi_extra=_key_parameter(required=True))
async def plan(body: NewMeasure, request: Request, who: Implementer) -> PlannedMeasure:
    """Plan a measure for an accepted impulse."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return {"id": str(await plan_measure(PlanMeasure(body.impulse_id, body.plan()), work, city_of(request)))}

    return PlannedMeasure.model_validate(await run_command(request, who.subject, run, key_required=True))


@router.post("/measures/{measure_id}/progress", status_code=204, openapi_extra=_key_parameter(required=False))
async def progress(measure_id: UUID, body: Progress, request: Request, who: Implementer) -> Response:
    """Report how far a measure is; a lower percentage corrects an earlier one."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await report_progress(ReportProgress(measure_id, body.percent), work)
        return {}

    await run_command(request, who.subject, run)
    return Response(status_code=204)


@router.post("/measures/{measure_id}/completion", status_code=204, openapi_extra=_key_parameter(required=False))
async def completion(measure_id: UUID, request: Request, who: Implementer) -> Response:
    """Say that a measure is done."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await complete_measure(CompleteMeasure(measure_id), work)
        return {}

    await run_command(request, who.subject, run)
    return Response(status_code=204)


@router.post("/measures/{measure_id}/abandonment", status_code=204, openapi_extra=_key_parameter(required=False))
async def abandonment(measure_id: UUID, body: Abandonment, request: Request, who: Implementer) -> Response:
    """Give a measure up and say publicly why."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await abandon_measure(AbandonMeasure(measure_id, body.reason), work)
        return {}

    await run_command(request, who.subject, run)
    return Response(status_code=204)


def _cursor(last: UUID | None) -> str | None:
    return None if last is None else str(last)
