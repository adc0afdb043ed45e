"""One change: one database transaction that holds the state, the journal and everything to be published."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg
from uuid6 import uuid7

from shared.contracts.canonical import canonical
from shared.contracts.cloudevents import Envelope, attributes, source_of
from shared.contracts.event import Fact
from shared.contracts.texts import TEXT_TYPE, Text, text_key
from shared.contracts.topics import TextTopic
from shared.messaging.journal import INTERNAL, Entry, NewEntry, append
from shared.messaging.metrics import RECORDED
from shared.messaging.outbox import Outgoing, queue
from shared.runtime.settings import ServiceName
from shared.runtime.tracing import current_traceparent


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts, and in which trace: goes with a command that is carried out together with those of others."""

    actor: str | None
    traceparent: str

    @classmethod
    def here(cls, actor: str | None = None) -> Self:
        """In the trace of what is being done now."""
        return cls(actor, current_traceparent())


class UnitOfWork:
    """The one place that knows transactions, the database's clock, the journal and the outbox.

    A use case reads and writes its tables through `connection`, takes the time from `now` and tells what happened with
    `record` and `publish_text`; all of it becomes durable together or not at all.
    """

    def __init__(
        self,
        connection: asyncpg.Connection,
        service: ServiceName,
        now: datetime,
        actor: str | None = None,
    ) -> None:
        self.connection = connection
        self.now = now
        self.actor = actor
        self.cause: Envelope | None = None
        self._service = service
        self._entries: list[NewEntry] = []
        self._traceparents: list[str] = []
        self._records: list[Outgoing] = []

    def record(self, fact: Fact, *, origin: Origin | None = None, first: bool = False) -> None:
        """Something happened: journal it and publish it after the commit.

        `origin` is given where this work carries out several commands. `first` says that the id of the aggregate was made
        in this work, so that nobody else can know it.
        """
        acting = origin or Origin.here(self.actor)
        self._entries.append(
            NewEntry(fact.topic, fact.subject, fact.event_type, fact.data(), acting.actor, first=first)
        )
        self._traceparents.append(acting.traceparent)

    def record_internal(self, subject: str, type_: str, data: dict[str, str | int | bool | None]) -> None:
        """Something happened that nobody outside this service may know: journal it only."""
        self._entries.append(NewEntry(INTERNAL, subject, type_, dict(data), self.actor))
        self._traceparents.append(current_traceparent())

    def publish_text(self, topic: TextTopic, text: Text) -> None:
        """Publish a version of a text; the highest version wins wherever it is read."""
        value = canonical(text.data())
        self._queue_text(topic, text.impulse_id, text.text_id, text.text_version, value)

    def erase_text(self, topic: TextTopic, impulse_id: UUID, text_id: UUID, text_version: int) -> None:
        """Remove a text everywhere: a tombstone for its key, with the last version there was."""
        self._queue_text(topic, impulse_id, text_id, text_version, None)

    def _queue_text(
        self, topic: TextTopic, impulse_id: UUID, text_id: UUID, text_version: int, value: bytes | None
    ) -> None:
        envelope = Envelope(
            id=str(uuid7()),
            type=TEXT_TYPE,
            source=source_of(self._service),
            subject=str(impulse_id),
            time=self.now,
            text_version=text_version,
            traceparent=current_traceparent(),
        )
        self._records.append(
            Outgoing(topic, text_key(impulse_id, text_id), str(impulse_id), attributes(envelope), value)
        )

    def publish(self, record: Outgoing) -> None:
        """Queue a record that is neither a fact nor a text, such as a dead letter."""
        self._records.append(record)

    async def flush(self) -> bool:
        """Write journal and outbox; returns whether anything was queued. Called once, before the commit."""
        records = list(self._records)
        if self._entries:
            records += await self._append_entries()
        if records:
            await queue(self.connection, records)
        return bool(records)

    async def _append_entries(self) -> list[Outgoing]:
        entries = await append(self.connection, self._entries, self.now)
        for stream, number in Counter(entry.stream for entry in entries).items():
            RECORDED.labels(stream).inc(number)
        return [
            self._outgoing(entry, traceparent)
            for entry, traceparent in zip(entries, self._traceparents, strict=True)
            if entry.stream != INTERNAL
        ]

    def _outgoing(self, entry: Entry, traceparent: str) -> Outgoing:
        envelope = Envelope(
            id=str(entry.id),
            type=entry.type,
            source=source_of(self._service),
            subject=entry.subject,
            time=entry.time,
            sequence=entry.sequence,
            traceparent=traceparent,
            chain_hash=entry.hash.hex(),
        )
        return Outgoing(entry.stream, entry.subject, entry.subject, attributes(envelope), entry.value)
