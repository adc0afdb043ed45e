"""Commands that arrive together share one transaction; each is answered after its commit.

A commit waits for the disk, and every statement costs a round trip: both are paid once for a group instead of once for a
command. Nobody waits for company: a command that finds nothing under way starts at once. While the database works on one
group this process carries out another one, and meanwhile the next one gathers. Source: knowledge on performance, "durable POST".
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import asyncpg
import structlog

from shared.contracts.errors import DomainError
from shared.messaging.idempotency import AnsweredMeanwhile, FirstAnswer, OnceKey, first_answers, keep_answers
from shared.messaging.metrics import GROUP_SIZE
from shared.messaging.transactions import Transactions, database_is_away
from shared.messaging.unit_of_work import UnitOfWork

MOST_TOGETHER = 64
"""Commands of one group: more would make the first ones wait long and save little."""
GROUPS_AT_ONCE = 2
"""With one, process and database would wait for each other; more would only be smaller."""
MOST_WAITING = 256

log = structlog.get_logger()

C = TypeVar("C")
Answer = dict[str, Any]
CarryOut = Callable[[Sequence[C], UnitOfWork], Awaitable[Sequence[Answer]]]
"""Carries out commands in one transaction, in sets, and answers each in the order given. Raises if one of them cannot be."""


class Overloaded(DomainError):
    """Too many requests wait for the database already; the same request may be served in a moment."""

    code: ClassVar[str] = "request.overloaded"
    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__("Gerade sind sehr viele Anfragen unterwegs. Bitte versuchen Sie es gleich noch einmal.")


@dataclass(eq=False, slots=True)
class _Member(Generic[C]):
    """One command that waits for its answer. Done before its turn means that nobody waits any more."""

    command: C
    key: OnceKey | None
    aggregate: Hashable
    answer: asyncio.Future[Answer]

    @property
    def marks(self) -> set[Hashable]:
        """What no other command under way may have in common with this one."""
        return {mark for mark in (self.aggregate, self.key and self.key.key_mac) if mark is not None}

    def settle(self, outcome: Answer | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class GroupCommit(Generic[C]):
    """Carries out one kind of command, in groups.

    `aggregate` tells which aggregate a command touches, None for one that begins with it: no two of one aggregate, and no
    two with one key, are ever under way at the same time, and they keep their order.
    """

    def __init__(
        self,
        transactions: Transactions,
        carry_out: CarryOut[C],
        *,
        deadline_seconds: float,
        aggregate: Callable[[C], Hashable | None] = lambda _: None,
        most_together: int = MOST_TOGETHER,
        groups_at_once: int = GROUPS_AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._transactions = transactions
        self._carry_out = carry_out
        self._deadline_seconds = deadline_seconds
        self._aggregate = aggregate
        self._most_together = most_together
        self._groups_at_once = groups_at_once
        self._most_waiting = most_waiting
        self._waiting: dict[_Member[C], None] = {}
        self._under_way: set[Hashable] = set()
        self._leaders: set[asyncio.Task[None] | None] = set()

    async def submit(self, command: C, key: OnceKey | None = None) -> Answer:
        """Carry the command out, once per key, and return its answer after the commit, or the first answer to its key.

        Raises: Overloaded when too many wait already; TimeoutError after `deadline_seconds`: a command that was not begun
        by then never will be, of another one its key tells the outcome; IdempotencyKeyReused; what `carry_out` raises.
        """
        if len(self._waiting) >= self._most_waiting:
            raise Overloaded
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        member = _Member(command, key, self._aggregate(command), answer)
        self._waiting[member] = None
        self._lead_if_few_do()
        try:
            async with asyncio.timeout(self._deadline_seconds):
                return await answer
        finally:
            self._waiting.pop(member, None)

    def _lead_if_few_do(self) -> None:
        # Between a leader's last look at who waits and the end of its lead it gives nobody else a turn, and neither does
        # this: whoever comes is either seen by a leader or starts one.
        if len(self._leaders) < self._groups_at_once:
            self._leaders.add(asyncio.create_task(self._lead(), context=Context()))

    async def _lead(self) -> None:
        group: list[_Member[C]] = []
        try:
            while group := self._next_group():
                try:
                    await self._commit(group)
                finally:
                    self._under_way.difference_update(*(member.marks for member in group))
        except BaseException:
            for member in group:
                member.answer.cancel()
            raise
        finally:
            self._leaders.discard(asyncio.current_task())

    def _next_group(self) -> list[_Member[C]]:
        """The longest waiting ones, but for those that share an aggregate or a key with one under way or before them.

        Who is left out for that is seen by the leader that has the other one under way.
        """
        group: list[_Member[C]] = []
        taken = set(self._under_way)
        for member in self._waiting:
            if len(group) == self._most_together:
                break
            if taken.isdisjoint(member.marks):
                group.append(member)
            taken |= member.marks
        for member in group:
            del self._waiting[member]
            self._under_way |= member.marks
        return group

    async def _commit(self, group: Sequence[_Member[C]]) -> None:
        """Settle all members: where the group fails because of one of them, its halves are tried until that one is alone."""
        group = [member for member in group if not member.answer.done()]
        if not group:
            return
        try:
            outcomes = await self._in_one_transaction(group)
        except AnsweredMeanwhile:
            await self._commit(group)
        except Exception as error:
            if len(group) == 1 or database_is_away(error) or isinstance(error, asyncpg.QueryCanceledError):
                for member in group:
                    member.settle(error)
                return
            log.warning("group divided", commands=len(group), reason=type(error).__name__)
            half = len(group) // 2
            await self._commit(group[:half])
            await self._commit(group[half:])
        else:
            GROUP_SIZE.observe(len(group))
            for member, outcome in zip(group, outcomes, strict=True):
                member.settle(outcome)

    async def _in_one_transaction(self, group: Sequence[_Member[C]]) -> list[Answer | Exception]:
        async with self._transactions.begin(statement_seconds=self._deadline_seconds) as work:
            keys = [member.key for member in group if member.key is not None]
            before = await first_answers(keys, work) if keys else {}
            fresh = [member for member in group if member.key is None or member.key.key_mac not in before]
            answers = await self._carry_out([member.command for member in fresh], work) if fresh else []
            answered = dict(zip(fresh, answers, strict=True))
            new = [(member.key, answer) for member, answer in answered.items() if member.key is not None]
            if new:
                await keep_answers(new, work)
        return [answered[member] if member in answered else _again(member, before) for member in group]


def _again(member: _Member[C], before: Mapping[bytes, FirstAnswer]) -> Answer | Exception:
    assert member.key is not None
    try:
        return before[member.key.key_mac].to(member.key)
    except DomainError as error:
        return error
