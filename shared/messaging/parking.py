"""The table of records that cannot be applied now, and the dead letters that tell operators about them."""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import urandom
from pathlib import Path

import asyncpg
import orjson
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.contracts.topics import INTAKE, TopicKind, dead_letter_topic, topic
from shared.messaging.journal import format_time
from shared.messaging.metrics import CONSUMED, DEAD_LETTERS
from shared.messaging.outbox import Outgoing
from shared.messaging.reasons import reason_class
from shared.messaging.records import Accepted, Bad, Record, read_envelope
from shared.messaging.share_of_bad import ShareOfBad
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName

QUERIES = load_queries(Path(__file__).parent / "sql")
NONCE_BYTES = 12
MAX_ORIGINAL_BYTES = 500_000
"""A dead letter takes the original bytes only up to here: in base64 more would not fit into the outbox."""
MAX_TEXT_CHARACTERS = 1_000

log = structlog.get_logger()


class TooManyParked(Exception):
    """So much cannot be applied that something is wrong with the code, not with the records: the consumer stops."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be parked.

    A bad deployment shows in facts and texts of many subjects at once: at least `subjects` different ones in an hour,
    and at least `share` of the last records read. The table remembers the subjects, so a restart does not begin anew.
    `rows` bounds what a fault that nobody mends leaves in the table. Neither counts intake: anybody can post bad events,
    and facts must go on. Beyond `intake` rows a bad event leaves a dead letter only; it can be read in its topic for days.
    """

    subjects: int = 100
    share: float = 0.1
    rows: int = 10_000
    intake: int = 1_000


class CannotDecrypt(Exception):
    """The key `parked` was changed since the record was parked."""


class ParkingPlace:
    """Keeps bad and waiting records of one consumer.

    Records of topics that may hold unreleased or personal text are stored encrypted and leave no bytes in the dead letter.
    `limits` stop the consumer, so that a bad deployment does not empty a topic into the dead letters.
    """

    def __init__(
        self,
        consumer: str,
        service: ServiceName,
        key: bytes,
        *,
        limits: Limits | None = None,
        dead_letters: bool = True,
    ) -> None:
        self._consumer = consumer
        self._service = service
        self._cipher = AESGCM(key)
        self._limits = limits or Limits()
        self._share = ShareOfBad()
        self._dead_letters = dead_letters

    def saw(self, records: Sequence[Record], bad: Sequence[Bad] = ()) -> None:
        """These records were read, and those of them are bad; what portals post does not count."""
        self._share.saw(_number(records), _number([each.record for each in bad]))

    async def park(
        self,
        waiting: Sequence[Accepted],
        bad: Sequence[Bad],
        cluster_id: str,
        work: UnitOfWork,
        *,
        read: Sequence[Record],
    ) -> None:
        """Store the records, some of those read now, in the transaction of `work`; each bad one leaves a dead letter.

        What is parked already is left as it is: it comes again where somebody has set the offsets back.
        Raises: TooManyParked.
        """
        waiting, bad = await self._not_yet_parked(waiting, bad, cluster_id, work)
        unkept = await self._beyond_the_limits(waiting, bad, read, work)
        rows = [
            ("bad", each.record, each.subject, each.sequence, storable(each.reason))
            for each in bad
            if each not in unkept
        ] + [
            ("waiting", each.record, each.envelope.subject, each.envelope.sequence, "waits for an earlier fact")
            for each in waiting
        ]
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
        for each in unkept:
            CONSUMED.labels(each.record.topic, "bad").inc()
        if self._dead_letters:
            for each in bad:
                DEAD_LETTERS.labels(reason_class(each.reason)).inc()
                work.publish(self._dead_letter(each, cluster_id, work, kept=each not in unkept))

    async def _not_yet_parked(
        self, waiting: Sequence[Accepted], bad: Sequence[Bad], cluster_id: str, work: UnitOfWork
    ) -> tuple[Sequence[Accepted], Sequence[Bad]]:
        records = [each.record for each in waiting] + [each.record for each in bad]
        rows = await work.connection.fetch(
            QUERIES["parked_already"],
            self._consumer,
            cluster_id,
            [record.topic for record in records],
            [record.partition for record in records],
            [record.offset for record in records],
        )
        states = {(row["topic"], row["partition"], row["offset"]): row["state"] for row in rows}
        return (
            [each for each in waiting if _coordinates(each.record) not in states],
            [each for each in bad if states.get(_coordinates(each.record)) != "bad"],
        )

    async def _beyond_the_limits(
        self, waiting: Sequence[Accepted], bad: Sequence[Bad], read: Sequence[Record], work: UnitOfWork
    ) -> Collection[Bad]:
        """The bad events of portals for which there is no room any more. Raises: TooManyParked."""
        limits = self._limits
        so_far = await work.connection.fetchrow(QUERIES["parked_so_far"], self._consumer, INTAKE)
        assert so_far is not None
        posted = [each for each in bad if each.record.topic == INTAKE]
        others = [each for each in bad if each.record.topic != INTAKE]
        rows = so_far["others"] + len(others) + len(waiting)
        if rows > limits.rows:
            raise TooManyParked(f"{rows} records cannot be applied (limit {limits.rows})")
        subjects = so_far["subjects"] + len(
            {(each.record.topic, each.subject or each.record.offset) for each in others}
        )
        share = self._share.after(_number(read), len(others))
        if others and subjects >= limits.subjects and share >= limits.share:
            raise TooManyParked(
                f"facts or texts of {subjects} subjects could not be applied within an hour, and {share:.0%} of the last "
                f"ones (limits {limits.subjects} and {limits.share:.0%}), the newest because of: {others[-1].reason}"
            )
        room = max(0, limits.intake - so_far["intake"])
        if posted[room:]:
            log.warning("bad portal events are no longer kept, they leave dead letters only", kept=limits.intake)
        return posted[room:]

    async def spoil(self, bad: Bad, cluster_id: str, work: UnitOfWork) -> None:
        """What had waited turned out to be bad itself: mark it, and leave a dead letter."""
        await work.connection.execute(
            QUERIES["spoil"], self._consumer, bad.record.topic, bad.subject, bad.sequence, storable(bad.reason)
        )
        if self._dead_letters:
            DEAD_LETTERS.labels(reason_class(bad.reason)).inc()
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

    def _dead_letter(self, bad: Bad, cluster_id: str, work: UnitOfWork, *, kept: bool = True) -> Outgoing:
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
            "kept": kept,
        }
        if topic(record.topic).kind is TopicKind.FACTS and _size(record) <= MAX_ORIGINAL_BYTES:
            letter["headers"] = [(name, b64encode(value or b"").decode()) for name, value in record.headers]
            letter["value"] = b64encode(record.value or b"").decode()
        headers = {"content-type": "application/json"}
        return Outgoing(dead_letter_topic(self._service), key, key, headers, orjson.dumps(letter))


def header_names_and_values(headers: bytes) -> tuple[tuple[str, bytes], ...]:
    """The headers of a parked record, from the form in which they are stored."""
    return tuple((name, b64decode(text)) for name, text in orjson.loads(headers))


def _coordinates(record: Record) -> tuple[str, int, int]:
    return record.topic, record.partition, record.offset


def _number(records: Sequence[Record]) -> int:
    return sum(record.topic != INTAKE for record in records)


def _size(record: Record) -> int:
    return len(record.value or b"") + sum(len(name) + len(value or b"") for name, value in record.headers)


def storable(text: str) -> str:
    """PostgreSQL's text has no NUL, and a record may have any key."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:MAX_TEXT_CHARACTERS]
