"""What the JSON door and the HTML door have in common: who calls, and how they read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from services.evaluation.domain.people import Person
from services.evaluation.surroundings import Surroundings
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from shared.web.sign_in import Staff


def person_of(staff: Staff) -> Person:
    """The member of staff as the rules see one."""
    return Person(f"{staff.issuer}|{staff.subject}", staff.unit)


def surroundings_of(request: Request) -> Surroundings:
    """What the use cases need; put there at start."""
    surroundings: Surroundings = request.app.state.surroundings
    return surroundings


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[UnitOfWork]:
    """A transaction to look at things, with the deadline of a request."""
    transactions: Transactions = request.app.state.transactions
    settings: Settings = request.app.state.settings
    async with transactions.begin(statement_seconds=settings.statement_seconds) as work:
        yield work
