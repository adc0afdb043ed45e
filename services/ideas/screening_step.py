"""One step of a desk that screens words: a transaction of its own, and what was refused as sentences for the form."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from services.ideas.domain.errors import AnswerInvalid, AppealTextInvalid, ReasonInvalid
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from shared.web.sign_in import Staff
from shared.web.validation import form_errors


async def screen(request: Request, who: Staff, step: Callable[[UnitOfWork], Awaitable[None]]) -> dict[str, str]:
    """Take the step; returns field -> sentence where the words were refused, nothing where it is done."""
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    try:
        async with transactions.begin(who.subject, statement_seconds=settings.statement_seconds) as work:
            await step(work)
    except (AnswerInvalid, AppealTextInvalid, ReasonInvalid) as error:
        return form_errors(error)
    return {}
