"""The desk of those who carry out accepted impulses: server-rendered pages, no script."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.implementation import store
from services.implementation.commands.abandon_measure import AbandonMeasure, abandon_measure
from services.implementation.commands.complete_measure import CompleteMeasure, complete_measure
from services.implementation.commands.plan_measure import PlanMeasure, plan_measure
from services.implementation.commands.report_progress import ReportProgress, report_progress
from services.implementation.domain.errors import ImpulseNotAccepted
from services.implementation.domain.measure import ACCEPTING, RUNNING, MeasureState, is_late
from services.implementation.doors import Implementer, Reader, city_of
from services.implementation.forms import (
    PLAN_FIELDS,
    proposed_plan,
    read_abandonment,
    read_measure,
    read_progress,
    typed_words,
)
from services.implementation.queries.load_desk import load_desk
from services.implementation.store import ShownImpulse
from shared.contracts.days import city_day
from shared.contracts.errors import DomainError
from shared.contracts.status import STATUS_LABELS, Status
from shared.messaging.idempotency import IdempotencyKeyReused, OnceKey, once
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings, secret_bytes
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff
from shared.web.validation import form_errors

DESK: Final = "/umsetzung"

STATE_LABELS: Final[Mapping[MeasureState, str]] = {
    "planned": "geplant",
    "in_progress": "in der Umsetzung",
    "completed": "umgesetzt",
    "abandoned": "abgebrochen",
}
MEASURE_FIELDS: Final = {
    "percent": "Umsetzungsstand in Prozent",
    "confirmed": "Bestätigung",
    "reason": "Grund für den Abbruch",
}

SENT_BEFORE: Final = (
    "Dieses Formular wurde schon einmal mit anderem Inhalt abgesendet. Bitte sehen Sie zuerst in der Übersicht nach; "
    "nur wenn dort etwas fehlt, senden Sie es noch einmal."
)

router = APIRouter(prefix=DESK, include_in_schema=False)

_Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("")
async def desk(
    request: Request, who: Reader, wartend: _Number = 1, laufend: _Number = 1, beendet: _Number = 1
) -> Response:
    """Accepted impulses that wait for a measure, running measures, finished ones; each list has its own pages."""
    async with reading(request) as work:
        lists = await load_desk(work.connection, wartend, laufend, beendet)
    today = city_day(work.now)
    return render(
        request,
        "implementation/desk.html",
        desk=lists,
        late={each.measure_id for each in lists.running.rows if is_late(each.state, each.due_on, today)},
        overruled={each.measure_id for each in lists.running.rows if each.decision not in ACCEPTING},
        units=_units(request),
        state_labels=STATE_LABELS,
        may_change=_may_change(who),
    )


@router.get("/planen/{impulse_id:uuid}")
async def plan_form(impulse_id: UUID, request: Request, who: Implementer) -> Response:
    """The form for a new measure."""
    async with reading(request) as work:
        impulse = await store.load_impulse(work.connection, impulse_id)
    if impulse.decision not in ACCEPTING:
        raise ImpulseNotAccepted
    return _plan_page(request, impulse, proposed_plan(impulse))


@router.post("/planen/{impulse_id:uuid}")
async def plan(impulse_id: UUID, request: Request, who: Implementer) -> Response:
    """Plan the measure, or show the form again with what was typed."""
    typed = typed_words(await request.form(), PLAN_FIELDS)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        command = PlanMeasure(impulse_id, read_measure(impulse_id, typed).plan())
        return {"id": str(await plan_measure(command, work, city_of(request)))}

    try:
        answer = await _run_form(request, who, run)
    except (DomainError, ValidationError) as error:
        async with reading(request) as work:
            impulse = await store.load_impulse(work.connection, impulse_id)
        return _plan_page(request, impulse, typed, error)
    return RedirectResponse(f"{DESK}/{answer['id']}", 303)


@router.get("/{measure_id:uuid}")
async def measure(measure_id: UUID, request: Request, who: Reader) -> Response:
    """One measure with what can be done about it."""
    return await _measure_page(request, measure_id, who)


@router.post("/{measure_id:uuid}/fortschritt")
async def progress(measure_id: UUID, request: Request, who: Implementer) -> Response:
    """Report how far the measure is."""
    typed = typed_words(await request.form(), {"percent": ""})

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await report_progress(ReportProgress(measure_id, read_progress(typed).percent), work)
        return {}

    return await _change(request, measure_id, who, run, typed)


@router.post("/{measure_id:uuid}/abschluss")
async def completion(measure_id: UUID, request: Request, who: Implementer) -> Response:
    """Say that the measure is done."""
    if (await request.form()).get("confirmed") != "true":
        missing = {"confirmed": "Bitte bestätigen Sie, dass die Maßnahme umgesetzt ist."}
        return await _measure_page(request, measure_id, who, missing)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await complete_measure(CompleteMeasure(measure_id), work)
        return {}

    return await _change(request, measure_id, who, run, {})


@router.post("/{measure_id:uuid}/abbruch")
async def abandonment(measure_id: UUID, request: Request, who: Implementer) -> Response:
    """Give the measure up."""
    typed = typed_words(await request.form(), {"reason": ""})

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await abandon_measure(AbandonMeasure(measure_id, read_abandonment(typed).reason), work)
        return {}

    return await _change(request, measure_id, who, run, typed)


async def _change(
    request: Request,
    measure_id: UUID,
    who: Staff,
    run: Callable[[UnitOfWork], Awaitable[dict[str, Any]]],
    typed: Mapping[str, str],
) -> Response:
    try:
        await _run_form(request, who, run)
    except (DomainError, ValidationError) as error:
        return await _measure_page(request, measure_id, who, _page_errors(error, MEASURE_FIELDS), typed)
    return RedirectResponse(f"{DESK}/{measure_id}", 303)


async def _run_form(
    request: Request, who: Staff, run: Callable[[UnitOfWork], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Run a command for a form; a form sent twice, with the key it carries, is carried out once."""
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    fields = {name: str(value) for name, value in (await request.form()).items()}
    key = OnceKey.of(
        secret_bytes(settings.secrets.idempotency),
        who.subject,
        f"{request.method} {request.url.path}",
        fields.get("key", ""),
        orjson.dumps(fields, option=orjson.OPT_SORT_KEYS),
    )
    async with transactions.begin(who.subject, statement_seconds=settings.statement_seconds) as work:
        return await once(key, work, lambda: run(work))


def _plan_page(
    request: Request,
    impulse: ShownImpulse,
    typed: Mapping[str, str],
    error: DomainError | ValidationError | None = None,
) -> Response:
    return render(
        request,
        "implementation/plan.html",
        status_code=422 if error else 200,
        impulse=impulse,
        typed=typed,
        errors=_page_errors(error, PLAN_FIELDS) if error else {},
        labels=PLAN_FIELDS,
        units=_units(request),
        key=secrets.token_urlsafe(16),
    )


async def _measure_page(
    request: Request,
    measure_id: UUID,
    who: Staff,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    async with reading(request) as work:
        measure = await store.load_measure(work.connection, measure_id)
        impulse = await store.load_impulse(work.connection, measure.impulse_id)
    running = measure.state in RUNNING
    return render(
        request,
        "implementation/measure.html",
        status_code=422 if errors else 200,
        measure=measure,
        impulse=impulse,
        state=STATE_LABELS[measure.state],
        late=is_late(measure.state, measure.due_on, city_day(work.now)),
        running=running,
        accepted=impulse.decision in ACCEPTING,
        decision=None if impulse.decision is None else STATUS_LABELS[Status(impulse.decision)],
        may_change=_may_change(who),
        typed={"percent": str(measure.percent), "reason": ""} | dict(typed or {}),
        errors=errors or {},
        labels=MEASURE_FIELDS,
        units=_units(request),
        key=secrets.token_urlsafe(16),
    )


def _page_errors(error: DomainError | ValidationError, labels: Mapping[str, str]) -> dict[str, str]:
    if isinstance(error, IdempotencyKeyReused):
        return {"": SENT_BEFORE}
    return {name if name in labels else "": sentence for name, sentence in form_errors(error).items()}


def _units(request: Request) -> dict[str, str]:
    return {unit.id: unit.name for unit in city_of(request).units}


def _may_change(who: Staff) -> bool:
    return who.role in {"implementer", "coordinator"}
