"""Spans of records: published by the relay, handled by a consumer. Where spans are not recorded nothing here costs anything."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import asyncpg
from opentelemetry.trace import Span

from shared.messaging.processor import Processor
from shared.messaging.records import Accepted
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.tracing import Kind, begin_span, fail_span, is_recorded, is_recording, traceparent_of

TRACEPARENT = "traceparent"


class PublishSpans:
    """One span per record of the outbox, from the moment it is read until Kafka has acknowledged it."""

    def __init__(self) -> None:
        self._begun: dict[int, Span] = {}

    def begin(self, rows: Sequence[asyncpg.Record]) -> None:
        """The relay has read these records; what was read before and not acknowledged begins anew."""
        if not is_recording():
            return
        for row in rows:
            below = row["headers"].get(TRACEPARENT)
            if is_recorded(below):
                self._begun[row["position"]] = begin_span(
                    f"publish {row['topic']}", "producer", below, {"messaging.destination.name": row["topic"]}
                )

    def end(self, acknowledged: Sequence[int]) -> None:
        """Kafka has these records."""
        for position in acknowledged if self._begun else ():
            if position in self._begun:
                self._begun.pop(position).end()


@contextmanager
def handled(accepted: Sequence[Accepted]) -> Iterator[Sequence[Accepted]]:
    """A span for every record of a trace that is recorded, until the block ends.

    Yields the records with the contexts of their spans: whatever follows from one goes on below its span.
    """
    with _below(accepted, "process", "consumer") as continued:
        yield continued


class Traced:
    """A processor whose own work is a span below that of each record, such as `view`."""

    def __init__(self, processor: Processor, name: str) -> None:
        self._processor = processor
        self._name = name

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Process the records; raises what the processor raises."""
        with _below(accepted, self._name, "internal") as continued:
            await self._processor.process(continued, work)


@contextmanager
def _below(accepted: Sequence[Accepted], name: str, kind: Kind) -> Iterator[Sequence[Accepted]]:
    if not is_recording():
        yield accepted
        return
    spans: list[Span] = []
    continued: list[Accepted] = []
    for each in accepted:
        if is_recorded(each.envelope.traceparent):
            spans.append(_begin(name, kind, each))
            continued.append(each._replace(envelope=each.envelope._replace(traceparent=traceparent_of(spans[-1]))))
        else:
            continued.append(each)
    try:
        yield continued
    except BaseException as error:
        for failed in spans:
            fail_span(failed, error)
        raise
    finally:
        for done in spans:
            done.end()


def _begin(name: str, kind: Kind, each: Accepted) -> Span:
    """No key and no subject: they name an impulse, or what a portal calls it."""
    record = each.record
    place: dict[str, str | int] = {
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }
    return begin_span(f"{name} {record.topic}", kind, each.envelope.traceparent, place)
