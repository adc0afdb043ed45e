"""The status page by access code, without an account: where an impulse stands, what its submitter is asked, and the review."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.ideas.commands.answer_query import AnswerQuery, answer_query
from services.ideas.commands.lodge_appeal import LodgeAppeal, lodge_appeal
from services.ideas.domain.errors import AccessCodeUnknown, QueryNotFound
from services.ideas.labels import GROUND_LABELS, REVIEW_SENTENCES
from services.ideas.queries.dialogue import dialogue_of
from services.ideas.queries.notices import notices_of
from services.ideas.queries.review import review_of
from services.ideas.queries.status_by_code import status_by_code
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.contracts.errors import DomainError
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from shared.web.access import public
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.validation import form_errors

router = APIRouter(prefix="/mein-impuls", dependencies=[public()], include_in_schema=False)


@router.get("")
async def ask_for_code(request: Request) -> Response:
    """The form for the access code. The code never stands in an address."""
    return render(request, "ideas/status.html", code="", status=None, errors={})


@router.post("")
async def show_status(request: Request) -> Response:
    """Where the impulse stands, or one and the same answer for every code that opens none."""
    sent = await request.form()
    return await _status(request, str(sent.get("code", "")))


@router.post("/antwort")
async def answer(request: Request) -> Response:
    """Take the answer to a query, or show it again with every typed word; either way on the status page."""
    sent = await request.form()
    code, words = str(sent.get("code", "")), str(sent.get("answer", ""))
    may_be_published = sent.get("may_be_published") == "true"
    setup: Setup = request.app.state.setup

    async def step(work: UnitOfWork) -> None:
        command = AnswerQuery(code, _id(str(sent.get("query", ""))), words, may_be_published)
        await answer_query(command, work, setup.keys.lookup)

    return await _do(request, code, step, "answer", {"answer": words, "may_be_published": may_be_published})


@router.post("/ueberpruefung")
async def appeal(request: Request) -> Response:
    """Take the wish for a review, or show it again with every typed word; either way on the status page."""
    sent = await request.form()
    code, words = str(sent.get("code", "")), str(sent.get("text", ""))
    grounds = [str(ground) for ground in sent.getlist("grounds")]
    setup: Setup = request.app.state.setup

    async def step(work: UnitOfWork) -> None:
        await lodge_appeal(LodgeAppeal(code, grounds, words), work, setup)

    return await _do(request, code, step, "appeal", {"text": words, "grounds": grounds})


async def _do(
    request: Request,
    code: str,
    step: Callable[[UnitOfWork], Awaitable[None]],
    done: str,
    typed: Mapping[str, Any],
) -> Response:
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    try:
        async with transactions.begin(statement_seconds=settings.statement_seconds) as work:
            await step(work)
    except AccessCodeUnknown:
        return await _status(request, code)
    except DomainError as error:
        return await _status(request, code, errors=form_errors(error), typed=typed, status_code=error.status)
    return await _status(request, code, done=done)


async def _status(
    request: Request,
    code: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    status_code: int = 200,
    done: str | None = None,
) -> Response:
    """`typed` is what was sent and refused, `done` what was taken: `answer` or `appeal`."""
    setup: Setup = request.app.state.setup
    async with reading(request) as work:
        status = await status_by_code(work.connection, setup.keys.lookup, code)
        if status is None:
            unknown = {"code": AccessCodeUnknown().detail}
            return render(request, "ideas/status.html", status_code=404, code=code, status=None, errors=unknown)
        queries = await dialogue_of(work.connection, status.id)
        notices = await notices_of(work.connection, status.id)
        review = await review_of(work.connection, status.id, setup)
        today = city_day(work.now)
    return render(
        request,
        "ideas/status.html",
        status_code=status_code,
        status=status,
        errors=errors or {},
        typed=typed or {},
        done=done,
        code=code,
        queries=queries,
        notices=notices,
        review=review,
        review_words=REVIEW_SENTENCES,
        grounds=list(GROUND_LABELS.items()),
        today=today,
    )


def _id(typed: str) -> UUID:
    """Raises: QueryNotFound."""
    try:
        return UUID(typed)
    except ValueError:
        raise QueryNotFound from None
