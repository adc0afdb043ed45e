"""What the JSON door and the HTML door have in common: who may call, and how they read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Request

from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City
from shared.runtime.settings import Settings
from shared.web.access import staff
from shared.web.sign_in import Staff

Reader = Annotated[Staff, staff("implementer", "coordinator", "auditor")]
Implementer = Annotated[Staff, staff("implementer", "coordinator")]


def city_of(request: Request) -> City:
    """The city's data; put there at start."""
    city: City = request.app.state.city
    return city


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[UnitOfWork]:
    """A transaction to look at things, with the deadline of a request and the database's clock."""
    transactions: Transactions = request.app.state.transactions
    settings: Settings = request.app.state.settings
    async with transactions.begin(statement_seconds=settings.statement_seconds) as work:
        yield work
