"""Makes the public download of facts from the topics and puts it in the place of the former one."""

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
import structlog

from services.reporting.facts_download.reading import Anchor, Progress, read_facts
from services.reporting.facts_download.selection import Selection, lives, select
from shared.contracts.facts_file import KEPT_AFTER, FileHead, ProvedBy, fact_line
from shared.messaging.journal import format_time
from shared.messaging.own_facts import own_topic
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings
from shared.web.checkpoint_lists import checkpoints_path

QUERIES = load_queries(Path(__file__).parent / "sql")

PORTION_BYTES = 1_000_000
SETTLED = timedelta(seconds=10)
"""A checkpoint so old has all that its list has beside it on Kafka, unless a relay stands still."""

LOCK = 0x464143545321  # one maker at a time in a database; held by the session

log = structlog.get_logger()


class MakingRunning(Exception):
    """Somebody else is making the download."""

    def __init__(self) -> None:
        super().__init__("the download is being made already; wait until that has ended")


@dataclass(frozen=True, slots=True)
class Made:
    """What is served now."""

    impulses: int
    facts: int
    bytes: int
    broken: int


async def make_download(settings: Settings, progress: Progress, settled: timedelta = SETTLED) -> Made:
    """Read the topics from their beginning, choose, compress, replace the former download in one transaction.

    Raises: MakingRunning, NoCheckpointYet, KafkaError, TopicError, asyncpg's errors; what was served before is then unchanged.
    """
    connection = await connect(settings)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise MakingRunning
        made_at: datetime = await connection.fetchval("SELECT clock_timestamp()")
        anchors = await read_facts(connection, settings, int((made_at - settled).timestamp() * 1000), progress)
        ends = {own_topic(service): anchor.checkpoint.at + KEPT_AFTER for service, anchor in anchors.items()}
        async with connection.transaction():
            selection = await select(connection, ends)
            head = _head(settings, anchors, selection, made_at)
            written = await _write(connection, head, anchors, selection, ends)
        made = Made(selection.impulses, head.facts, written, selection.broken)
        log.info("facts published", impulses=made.impulses, facts=made.facts, bytes=made.bytes, broken=made.broken)
        return made
    finally:
        await connection.close()


def _head(
    settings: Settings, anchors: Mapping[ServiceName, Anchor], selection: Selection, made_at: datetime
) -> FileHead:
    proofs: dict[ServiceName, ProvedBy] = {}
    for service, anchor in anchors.items():
        address = f"{str(getattr(settings, f'links_{service}')).rstrip('/')}{checkpoints_path(service)}"
        proofs[service] = ProvedBy(
            number=anchor.fact.sequence,
            at=anchor.checkpoint.at,
            aggregates=anchor.checkpoint.aggregates,
            root=anchor.checkpoint.root,
            heads=f"{address}/{anchor.fact.sequence}/heads.csv",
            latest=f"{address}/latest",
        )
    facts = selection.facts + len(anchors)
    return FileHead(made_at=made_at, impulses=selection.impulses, facts=facts, checkpoints=proofs)


async def _write(
    connection: asyncpg.Connection,
    head: FileHead,
    anchors: Mapping[ServiceName, Anchor],
    selection: Selection,
    ends: Mapping[str, datetime],
) -> int:
    """The whole file; returns its length in bytes."""
    download = await connection.fetchval(QUERIES["insert_download"], head.made_at, head.impulses, head.facts)
    file = _Compressed(connection, download)
    await file.write(head.model_dump_json().encode() + b"\n")
    for anchor in anchors.values():
        await file.write(_anchor_line(anchor))
    async for life in lives(connection):
        if life.subject in selection.subjects:
            await file.write(life.until(ends).lines())
    await file.end()
    named = [UUID(each) for each in selection.named]
    await connection.execute(QUERIES["complete_download"], download, file.bytes, file.sha256, named)
    return file.bytes


def _anchor_line(anchor: Anchor) -> bytes:
    fact, checkpoint = anchor.fact, anchor.checkpoint
    return fact_line(
        checkpoint.topic,
        fact.type,
        fact.subject,
        fact.sequence,
        format_time(fact.time),
        checkpoint.data(),
        fact.hash,
    )


class _Compressed:
    """Takes bytes and stores them as gzip, a portion at a time; compressing happens beside the event loop."""

    def __init__(self, connection: asyncpg.Connection, download: int) -> None:
        self.bytes = 0
        self._connection = connection
        self._download = download
        self._compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        self._digest = sha256()
        self._plain = bytearray()
        self._compressed = bytearray()
        self._portions = 0

    @property
    def sha256(self) -> str:
        """Of all that was stored."""
        return self._digest.hexdigest()

    async def write(self, content: bytes) -> None:
        """More of the file."""
        self._plain += content
        if len(self._plain) >= PORTION_BYTES:
            plain, self._plain = bytes(self._plain), bytearray()
            self._compressed += await asyncio.to_thread(self._compressor.compress, plain)
            if len(self._compressed) >= PORTION_BYTES:
                await self._store()

    async def end(self) -> None:
        """There is no more."""
        self._compressed += self._compressor.compress(bytes(self._plain)) + self._compressor.flush()
        await self._store()

    async def _store(self) -> None:
        content, self._compressed = bytes(self._compressed), bytearray()
        await self._connection.execute(QUERIES["insert_portion"], self._download, self._portions, content)
        self._digest.update(content)
        self.bytes += len(content)
        self._portions += 1
