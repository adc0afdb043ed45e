"""The desk of queries: coordinators see what submitters are asked, and screen the answers."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.ideas.commands.refuse_answer import RefuseAnswer, refuse_answer
from services.ideas.commands.release_answer import ReleaseAnswer, release_answer
from services.ideas.desk import DESK
from services.ideas.queries.waiting_queries import waiting_queries, waiting_query
from services.ideas.screening_step import screen
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

QUERIES: Final = f"{DESK}/rueckfragen"

router = APIRouter(prefix=QUERIES, include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]


@router.get("")
async def queries(request: Request, who: Coordinator) -> Response:
    """What waits: answers to screen first, then what lapses first."""
    async with reading(request) as work:
        found = await waiting_queries(work.connection)
        today = city_day(work.now)
    done = request.query_params.get("getan")
    return render(request, "ideas/queries.html", queries=found, today=today, done=done)


@router.get("/{query_id}")
async def detail(query_id: UUID, request: Request, who: Coordinator) -> Response:
    """One query, with the forms that screen its answer."""
    return await _detail(request, query_id, {}, {})


@router.post("/{query_id}/freigabe")
async def release(query_id: UUID, request: Request, who: Coordinator) -> Response:
    """Pass the edited answer on, or show the form again with every typed word."""
    answer = str((await request.form()).get("answer", ""))
    command = ReleaseAnswer(query_id, answer)
    return await _screen(request, who, query_id, {"answer": answer}, lambda work: release_answer(command, work))


@router.post("/{query_id}/ablehnung")
async def refuse(query_id: UUID, request: Request, who: Coordinator) -> Response:
    """Ask the submitter for another answer."""
    reason = str((await request.form()).get("reason", ""))
    command = RefuseAnswer(query_id, reason)
    return await _screen(request, who, query_id, {"reason": reason}, lambda work: refuse_answer(command, work))


async def _screen(
    request: Request,
    who: Staff,
    query_id: UUID,
    typed: dict[str, str],
    step: Callable[[UnitOfWork], Awaitable[None]],
) -> Response:
    if errors := await screen(request, who, step):
        return await _detail(request, query_id, typed, errors)
    return RedirectResponse(f"{QUERIES}?getan={'freigabe' if 'answer' in typed else 'ablehnung'}", 303)


async def _detail(request: Request, query_id: UUID, typed: dict[str, str], errors: dict[str, str]) -> Response:
    async with reading(request) as work:
        query = await waiting_query(work.connection, query_id)
    return render(
        request, "ideas/query.html", status_code=422 if errors else 200, query=query, typed=typed, errors=errors
    )
