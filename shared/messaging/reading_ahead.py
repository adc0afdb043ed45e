"""The Kafka client of a consumer: it waits for records, and reads the next batch while one is being applied."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

from shared.messaging.records import Accepted, Bad, Record

PORTION = 500
"""Records read at once: in between, whatever else this process does gets its turn."""


class ReadBatch(NamedTuple):
    """Some records, and what each turned out to be; fewer of these where they could not be read."""

    records: list[Record]
    told: list[Accepted | Bad]


class ReadingAhead(AIOKafkaConsumer):  # type: ignore[misc]
    """Waits inside `getmany` until there is something: FastStream would sleep after every empty answer.

    Every round beats, so that liveness follows the consume loop itself, and calls `before_poll`. While a batch is applied,
    which is mostly the database's work, the next one is fetched and told apart. Whoever seeks drops it first.
    """

    def __init__(
        self,
        *topics: str,
        read: Callable[[Sequence[Record]], list[Accepted | Bad]],
        before_poll: Callable[[], Awaitable[None]] | None = None,
        look_at_rights: Callable[[], Awaitable[None]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*topics, **options)
        self._before_poll = before_poll or _nothing
        self._look_at_rights = look_at_rights or _nothing
        self._read = read
        self._refused = False
        self._ahead: asyncio.Task[ReadBatch] | None = None
        self.last = ReadBatch([], [])
        self.beat = monotonic()

    async def getmany(self, *_: Any, timeout_ms: int = 0, max_records: int | None = None) -> Any:
        """The records of the next batch, which is then the `last` one; of the answer, FastStream looks at the values only."""
        while True:
            self.beat = monotonic()
            await self._before_poll()
            if self._ahead is None:
                self._read_ahead(timeout_ms, max_records)
            assert self._ahead is not None
            await asyncio.wait([self._ahead])
            finished, self._ahead = self._ahead, None
            self.last = finished.result()
            if self.last.records:
                await self._top_up(self.last, max_records or PORTION)
                self._read_ahead(timeout_ms, max_records)
                return {None: self.last.records}

    async def drop_ahead(self) -> None:
        """Forget what was read ahead: it does not follow on the place where reading is to go on."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    async def stop(self) -> None:
        """Read nothing any more and leave the group."""
        await self.drop_ahead()
        await super().stop()

    def _read_ahead(self, timeout_ms: int, max_records: int | None) -> None:
        self._ahead = asyncio.create_task(self.next_batch(timeout_ms, max_records or PORTION), name="read ahead")

    async def next_batch(self, timeout_ms: int, max_records: int) -> ReadBatch:
        """So many records, or as many as are here; none where none come in time. Raises: KafkaError."""
        batch = ReadBatch([], [])
        while len(batch.records) < max_records:
            try:
                found = await self._fetched(
                    0 if batch.records else timeout_ms, min(PORTION, max_records - len(batch.records))
                )
            except KafkaError:
                if not batch.records:
                    raise
                break  # what was fetched before would be lost; an error that lasts comes again
            if not found:
                break
            for records in found.values():
                batch.records.extend(records)
                with suppress(
                    Exception
                ):  # a fault of ours: it shows when the batch is applied, where errors are handled
                    batch.told.extend(self._read(records))
            await asyncio.sleep(0)
        return batch

    async def _top_up(self, batch: ReadBatch, max_records: int) -> None:
        """Add what has come since: it would have to wait for a batch of its own. An error that lasts comes again."""
        if len(batch.records) < max_records:
            with suppress(KafkaError):
                more = await self.next_batch(0, max_records - len(batch.records))
                batch.records.extend(more.records)
                batch.told.extend(more.told)

    async def _fetched(self, timeout_ms: int, max_records: int) -> Any:
        try:
            found = await super().getmany(timeout_ms=timeout_ms, max_records=max_records)
        except (TopicAuthorizationFailedError, GroupAuthorizationFailedError):
            self._refused = True
            await self._look_at_rights()
            raise
        if self._refused:
            self._refused = False
            await self._look_at_rights()
        return found


async def _nothing() -> None:
    return
