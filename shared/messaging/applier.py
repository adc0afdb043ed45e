"""Applies batches of records: what to do when a transaction fails."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

import structlog
from pydantic import ValidationError

from shared.contracts.errors import DomainError
from shared.messaging.guard import Fenced, Guard, Positions
from shared.messaging.metrics import RETRIED
from shared.messaging.parking import TooManyParked
from shared.messaging.records import Accepted, Bad, Record
from shared.messaging.transactions import Transactions, database_is_away
from shared.messaging.unit_of_work import UnitOfWork

ATTEMPTS = 5

log = structlog.get_logger()

T = TypeVar("T")


class Applier:
    """Gives every batch to the guard, each in one transaction, and knows the positions that hold after it.

    A failed batch is rolled back and halved until the record at fault stands alone; that one is tried a few times with
    growing pauses and then parked. An unreachable database is waited for.
    """

    def __init__(self, guard: Guard, transactions: Transactions, positions: Positions) -> None:
        self._guard = guard
        self._transactions = transactions
        self.positions = positions

    async def take(self, records: Sequence[Record], told: list[Accepted | Bad] | None = None) -> None:
        """Apply the records, or the halves of them, until each is applied or parked.

        `told` is what `Guard.read` said of them, where it has been asked already.
        Raises: Fenced, TooManyParked; some of the records may have been applied by then.
        """
        attempt = 0
        while True:
            try:
                self.positions = await self.in_transaction(
                    partial(self._guard.take, records, self.positions, told=told)
                )
                return
            except (Fenced, TooManyParked):
                raise
            except Exception as error:
                if len(records) > 1:
                    RETRIED.labels("halved").inc()
                    half = len(records) // 2
                    await self.take(records[:half])
                    await self.take(records[half:])
                    return
                attempt += 1
                if isinstance(error, DomainError | ValidationError) or attempt >= ATTEMPTS:
                    await self._give_up(records[0])
                    return
                await pause("handler failed", error, attempt)

    async def take_all(self, records: Sequence[Record], told: list[Accepted | Bad] | None = None) -> bool:
        """Apply all of the records or none of them; returns whether they are applied. Raises: Fenced, TooManyParked."""
        try:
            self.positions = await self.in_transaction(partial(self._guard.take, records, self.positions, told=told))
        except (Fenced, TooManyParked):
            raise
        except Exception:
            RETRIED.labels("halved").inc()
            return False
        return True

    async def in_transaction(self, act: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Do it in one transaction, as soon as there is a database to do it in."""
        attempt = 0
        while True:
            begun = False
            try:
                async with self._transactions.begin() as work:
                    begun = True
                    return await act(work)
            except Exception as error:
                if begun and not database_is_away(error):
                    raise
                attempt += 1
                await pause("database away", error, attempt)

    async def _give_up(self, record: Record) -> None:
        """Park the record at fault: this one or, where it can be applied alone, one that had waited for it."""
        try:
            alone = partial(self._guard.take, [record], self.positions, release=False)
            self.positions = await self.in_transaction(alone)
        except (Fenced, TooManyParked):
            raise
        except Exception as error:
            _log_parked(record, error)
            refuse = partial(self._guard.refuse, record, reason_of(error), self.positions)
            self.positions = await self.in_transaction(refuse)
        else:
            await self._take_waiting(record)

    async def _take_waiting(self, record: Record) -> None:
        """Apply, each in a transaction of its own, what has waited for the record; the first that fails is parked as bad."""
        try:
            while await self.in_transaction(partial(self._guard.take_waiting, record, self.positions)):
                pass
        except Fenced:
            raise
        except Exception as error:
            _log_parked(record, error)
            await self.in_transaction(partial(self._guard.refuse_waiting, record, reason_of(error), self.positions))


async def pause(what: str, error: Exception, attempt: int) -> None:
    """Wait before the next attempt: from 0.1 s, doubled with each, up to 5 s, plus or minus half of it.

    All attempts at a record take 2.3 s at most: neighbours must not wait for more than 5 s, and a subject that a handler
    fails on may stand in two topics.
    """
    RETRIED.labels(what.replace(" ", "_")).inc()
    log.warning(what, attempt=attempt, reason=type(error).__name__)
    await asyncio.sleep(min(5.0, 0.05 * 2 ** min(attempt, 10)) * (0.5 + random.random()))  # noqa: S311 - jitter


def _log_parked(record: Record, error: Exception) -> None:
    log.error(
        "record parked",
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        reason=reason_of(error),
    )


def reason_of(error: Exception) -> str:
    """What went wrong without any value of the record: it may be somebody's words."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['type']}" for each in error.errors())
    if isinstance(error, DomainError):
        return f"{error.code}: {error.field}" if error.field else error.code
    return type(error).__name__
