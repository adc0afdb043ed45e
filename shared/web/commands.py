"""What a request does with the database: run a command, at most once per idempotency key, or read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from fastapi import Request

from shared.messaging.group_commit import GroupCommit
from shared.messaging.idempotency import IdempotencyKeyInvalid, OnceKey, once
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings, secret_bytes
from shared.runtime.tracing import span

IDEMPOTENCY_KEY = "Idempotency-Key"

C = TypeVar("C")
Run = Callable[[UnitOfWork], Awaitable[dict[str, Any]]]


async def run_command(request: Request, caller: str, run: Run, *, key_required: bool = False) -> dict[str, Any]:
    """Run in a transaction of its own and return the answer; a repeat with the same key gets the first one.

    `caller` is the staff member's or portal's opaque id, or empty for the public. The app keeps `settings: Settings` and
    `transactions: Transactions` in its state. The answer is stored with the key: no access code, no typed word may be in it.
    Raises: IdempotencyKeyInvalid, IdempotencyKeyReused, and what the command raises.
    """
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    key = await _once_key(request, caller, required=key_required)
    with span("command"):
        async with transactions.begin(caller or None, statement_seconds=settings.statement_seconds) as work:
            return await once(key, work, lambda: run(work))


async def run_together(request: Request, caller: str, group: GroupCommit[C], command: C) -> dict[str, Any]:
    """Like `run_command` with a required key, in one transaction with commands of others that arrive at the same time.

    Raises: what `run_command` raises, and Overloaded.
    """
    with span("command"):
        return await group.submit(command, await _once_key(request, caller, required=True))


async def _once_key(request: Request, caller: str, *, required: bool) -> OnceKey | None:
    given = request.headers.get(IDEMPOTENCY_KEY)
    if given is None:
        if required:
            raise IdempotencyKeyInvalid
        return None
    settings: Settings = request.app.state.settings
    secret = secret_bytes(settings.secrets.idempotency)
    return OnceKey.of(secret, caller, f"{request.method} {request.url.path}", given, await request.body())


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[UnitOfWork]:
    """A transaction to look at things, with the deadline of a request and the database's clock."""
    settings: Settings = request.app.state.settings
    transactions: Transactions = request.app.state.transactions
    async with transactions.begin(statement_seconds=settings.statement_seconds) as work:
        yield work
