"""The table of records that cannot be applied now, and the dead letters that tell operators about them."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from os import urandom
from pathlib import Path

import asyncpg
import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.contracts.topics import TopicKind, dead_letter_topic, topic
from shared.messaging.journal import format_time
from shared.messaging.metrics import CONSUMED
from shared.messaging.outbox import Outgoing
from shared.messaging.records import Accepted, Bad, Record, read_envelope
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName

QUERIES = load_queries(Path(__file__).parent / "sql")
NONCE_BYTES = 12
MAX_ORIGINAL_BYTES = 500_000
"""A dead letter takes the original bytes only up to here: in base64 more would not fit into the outbox."""
MAX_TEXT_CHARACTERS = 1_000


class TooManyParked(Exception):
    """So many records cannot be applied that something is wrong with the code, not with the records: the consumer stops."""


class CannotDecrypt(Exception):
    """The key `parked` was changed since the record was parked."""


class ParkingPlace:
    """Keeps bad and waiting records of one consumer.

    Records of topics that may hold unreleased or personal text are stored encrypted and leave no bytes in the dead letter.
    `limit` parked records stop the consumer, so that a bad deployment does not empty a topic into the dead letters.
    """

    def __init__(
        self, consumer: str, service: ServiceName, key: bytes, *, limit: int = 1_000, dead_letters: bool = True
    ) -> None:
        self._consumer = consumer
        self._service = service
        self._cipher = AESGCM(key)
        self._limit = limit
        self._dead_letters = dead_letters

    async def park(self, waiting: Sequence[Accepted], bad: Sequence[Bad], cluster_id: str, work: UnitOfWork) -> None:
        """Store the records in the transaction of `work`; each bad one leaves a dead letter.

        Raises: TooManyParked.
        """
        rows = [("bad", each.record, each.subject, each.sequence, storable(each.reason)) for each in bad] + [
            ("waiting", each.record, each.envelope.subject, each.envelope.sequence, "waits for an earlier fact")
            for each in waiting
        ]
        parked = await work.connection.fetchval("SELECT count(*) FROM parked WHERE consumer = $1", self._consumer)
        if parked + len(rows) > self._limit:
            raise TooManyParked(f"{parked + len(rows)} records cannot be applied (limit {self._limit})")
        await work.connection.executemany(
            QUERIES["park"],
            [
                (
                    self._consumer, state, cluster_id, record.topic, record.partition, record.offset, record.key,
                    subject, sequence, *self._sealed(record), record.timestamp, reason,
                )
                for state, record, subject, sequence, reason in rows
            ],
        )  # fmt: skip
        for state, record, *_ in rows:
            CONSUMED.labels(record.topic, state).inc()
        if self._dead_letters:
            for each in bad:
                work.publish(self._dead_letter(each, cluster_id, work))

    async def spoil(self, bad: Bad, cluster_id: str, work: UnitOfWork) -> None:
        """What had waited turned out to be bad itself: mark it, and leave a dead letter."""
        await work.connection.execute(
            QUERIES["spoil"], self._consumer, bad.record.topic, bad.subject, bad.sequence, storable(bad.reason)
        )
        if self._dead_letters:
            work.publish(self._dead_letter(bad, cluster_id, work))

    async def waiting_for(self, subjects: Iterable[tuple[str, str]], work: UnitOfWork) -> list[Accepted]:
        """What waits for these subjects, in the order of its sequence."""
        wanted = list(subjects)
        rows = await work.connection.fetch(
            QUERIES["load_waiting"],
            self._consumer,
            [topic for topic, _ in wanted],
            [subject for _, subject in wanted],
        )
        return [self._opened(row) for row in rows]

    async def clear(self, applied: Mapping[tuple[str, str], int], work: UnitOfWork) -> None:
        """Forget what has been applied meanwhile, up to and including the sequence given for each subject."""
        await work.connection.execute(
            QUERIES["clear_parked"],
            self._consumer,
            [topic for topic, _ in applied],
            [subject for _, subject in applied],
            list(applied.values()),
        )

    async def erase(self, erased: Sequence[Record], work: UnitOfWork) -> None:
        """Forget every parked version of the texts that these tombstones erase: no replay may bring them back."""
        await work.connection.execute(
            QUERIES["erase_parked"],
            self._consumer,
            [tombstone.topic for tombstone in erased],
            [tombstone.key for tombstone in erased],
        )

    def open(self, row: asyncpg.Record) -> Record:
        """The record of a row of `parked`, as it came from Kafka.

        Raises: CannotDecrypt.
        """
        headers, value = row["headers"], row["value"]
        if row["encrypted"]:
            try:
                headers, value = self._decrypt(headers), None if value is None else self._decrypt(value)
            except InvalidTag as error:
                raise CannotDecrypt("the record was parked under another key than the present key `parked`") from error
        pairs = header_names_and_values(headers)
        return Record(row["topic"], row["partition"], row["offset"], row["key"], value, pairs, row["timestamp"])

    def _sealed(self, record: Record) -> tuple[bytes, bytes | None, bool]:
        headers = orjson.dumps([(name, b64encode(value or b"").decode()) for name, value in record.headers])
        if topic(record.topic).kind is TopicKind.FACTS:
            return headers, record.value, False
        return self._encrypt(headers), None if record.value is None else self._encrypt(record.value), True

    def _encrypt(self, plain: bytes) -> bytes:
        nonce = urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def _decrypt(self, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)

    def _opened(self, row: asyncpg.Record) -> Accepted:
        record = self.open(row)
        return Accepted(record, read_envelope(record), orjson.loads(record.value) if record.value else None)

    def _dead_letter(self, bad: Bad, cluster_id: str, work: UnitOfWork) -> Outgoing:
        record = bad.record
        key = storable(record.key.decode(errors="replace") if record.key else f"{record.topic}-{record.partition}")
        letter = {
            "consumer": self._consumer,
            "cluster_id": cluster_id,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "key": key,
            "subject": bad.subject,
            "sequence": bad.sequence,
            "reason": bad.reason,
            "at": format_time(work.now),
        }
        if topic(record.topic).kind is TopicKind.FACTS and _size(record) <= MAX_ORIGINAL_BYTES:
            letter["headers"] = [(name, b64encode(value or b"").decode()) for name, value in record.headers]
            letter["value"] = b64encode(record.value or b"").decode()
        headers = [("content-type", b"application/json")]
        return Outgoing(dead_letter_topic(self._service), key, key, headers, orjson.dumps(letter))


def header_names_and_values(headers: bytes) -> tuple[tuple[str, bytes], ...]:
    """The headers of a parked record, from the form in which they are stored."""
    return tuple((name, b64decode(text)) for name, text in orjson.loads(headers))


def _size(record: Record) -> int:
    return len(record.value or b"") + sum(len(name) + len(value or b"") for name, value in record.headers)


def storable(text: str) -> str:
    """PostgreSQL's text has no NUL, and a record may have any key."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:MAX_TEXT_CHARACTERS]
