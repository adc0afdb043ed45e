"""kill -9 at a named point of the product."""

import os
import signal
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from asyncpg.transaction import Transaction

from services.reporting.projector import Projector
from shared.messaging.handlers import Handlers
from shared.messaging.unit_of_work import UnitOfWork

APPLY_POINTS: Final = ("before_apply_commit", "after_apply")
POINTS: Final = ("before_commit", "after_commit", "after_send", *APPLY_POINTS)
"""Before and after the commit of something that is to be published: a commit that only reads has nothing to lose.
After send: Kafka has acknowledged, the outbox still holds the record. After apply: committed, Kafka's group not told.
"""

_applies: ContextVar[bool] = ContextVar("applies", default=False)
_publishes: ContextVar[bool] = ContextVar("publishes", default=False)


def crash_at(point: str, times: int) -> None:
    """Die when the point is passed for the (times + 1)th time."""
    left = times

    def passed() -> None:
        nonlocal left
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    match point:
        case "before_commit":
            _note_publication()
            _around_commit(before=lambda: passed() if _publishes.get() else None)
        case "after_commit":
            _note_publication()
            _around_commit(after=lambda: passed() if _publishes.get() else None)
        case "after_send":
            _around_send(passed)
        case "before_apply_commit":
            _note_application()
            _around_commit(before=lambda: passed() if _applies.get() else None)
        case "after_apply":
            _note_application()
            _around_commit(after=lambda: passed() if _applies.get() else None)
        case _:
            raise ValueError(point)


def _nothing() -> None:
    """No point on this side."""


def _around_commit(before: Callable[[], None] = _nothing, after: Callable[[], None] = _nothing) -> None:
    # Both `commit()` and `async with` come through here.
    commit = Transaction._Transaction__commit  # type: ignore[attr-defined]

    async def commit_and_crash(self: Any) -> None:
        before()
        await commit(self)
        after()
        _applies.set(False)
        _publishes.set(False)

    Transaction._Transaction__commit = commit_and_crash  # type: ignore[attr-defined]


def _note_publication() -> None:
    flush = UnitOfWork.flush

    async def note_and_flush(self: UnitOfWork) -> bool:
        _publishes.set(bool(self._entries or self._records))
        return await flush(self)

    UnitOfWork.flush = note_and_flush  # type: ignore[method-assign]


def _note_application() -> None:
    for processor in (Handlers, Projector):
        _around_processor(processor)


def _around_processor(processor: type[Any]) -> None:
    process = processor.process

    async def process_and_note(self: Any, *arguments: Any) -> None:
        await process(self, *arguments)
        _applies.set(True)

    processor.process = process_and_note


def _around_send(passed: Callable[[], None]) -> None:
    for name in ("send", "send_batch"):
        _around_producer(name, passed)


def _around_producer(name: str, passed: Callable[[], None]) -> None:
    send = getattr(AIOKafkaProducer, name)

    async def send_and_crash(self: Any, *arguments: Any, **options: Any) -> Any:
        future = await send(self, *arguments, **options)
        # Ours is the first callback of this future, so nobody has heard of the acknowledgement before.
        future.add_done_callback(lambda done: passed() if not done.cancelled() and done.exception() is None else None)
        return future

    setattr(AIOKafkaProducer, name, send_and_crash)
