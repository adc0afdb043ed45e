"""The status page: where an impulse stands and what its submitter is asked, by access code, without an account."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.ideas.commands.answer_query import AnswerQuery, answer_query
from services.ideas.domain.errors import AccessCodeUnknown, AnswerInvalid, QueryNotFound, QueryOver
from services.ideas.queries.dialogue import dialogue_of
from services.ideas.queries.status_by_code import status_by_code
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.messaging.transactions import Transactions
from shared.runtime.settings import Settings
from shared.web.access import public
from shared.web.commands import reading
from shared.web.pages import render

router = APIRouter(prefix="/mein-impuls", dependencies=[public()], include_in_schema=False)


@router.get("")
async def ask_for_code(request: Request) -> Response:
    """The form for the access code. The code never stands in an address."""
    return render(request, "ideas/status.html", typed="", status=None, errors={})


@router.post("")
async def show_status(request: Request) -> Response:
    """Where the impulse stands, or one and the same answer for every code that opens none."""
    sent = await request.form()
    return await _status(request, str(sent.get("code", "")))


@router.post("/antwort")
async def answer(request: Request) -> Response:
    """Take the answer to a query, or show it again with every typed word; either way on the status page."""
    sent = await request.form()
    code, typed = str(sent.get("code", "")), str(sent.get("answer", ""))
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    setup: Setup = request.app.state.setup
    try:
        command = AnswerQuery(code, _id(str(sent.get("query", ""))), typed)
        async with transactions.begin(statement_seconds=settings.statement_seconds) as work:
            await answer_query(command, work, setup.keys.lookup)
    except AccessCodeUnknown:
        return await _status(request, code)
    except (AnswerInvalid, QueryNotFound, QueryOver) as error:
        return await _status(request, code, {error.field or "": error.detail}, typed, error.status)
    return await _status(request, code, answered=True)


async def _status(
    request: Request,
    code: str,
    errors: dict[str, str] | None = None,
    answer: str | None = None,
    status_code: int = 200,
    *,
    answered: bool = False,
) -> Response:
    """`answer` is what was typed and refused."""
    setup: Setup = request.app.state.setup
    async with reading(request) as work:
        status = await status_by_code(work.connection, setup.keys.lookup, code)
        queries = () if status is None else await dialogue_of(work.connection, status.id)
        today = city_day(work.now)
    if status is None:
        unknown = {"code": AccessCodeUnknown().detail}
        return render(request, "ideas/status.html", status_code=404, typed=code, status=None, errors=unknown)
    return render(
        request,
        "ideas/status.html",
        status_code=status_code,
        status=status,
        errors=errors or {},
        code=code,
        queries=queries,
        today=today,
        answer=answer,
        answered=answered,
    )


def _id(typed: str) -> UUID:
    """Raises: QueryNotFound."""
    try:
        return UUID(typed)
    except ValueError:
        raise QueryNotFound from None
