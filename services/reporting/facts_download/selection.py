"""Chooses from all facts those that the public download may have."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson
import structlog

from services.reporting.facts_download.settled import Settling, settling
from shared.contracts.assessments import CatalogueActivated
from shared.contracts.facts_file import fact_line
from shared.contracts.registry import UnknownMajor
from shared.messaging.chain import Chain, Finding
from shared.messaging.journal import format_time
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

FACTS_AT_ONCE = 50

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact as it was read."""

    topic: str
    type: str
    sequence: int
    time: datetime
    value: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Life:
    """All that was said about one subject, each topic in its order."""

    subject: str
    facts: Sequence[ReadFact]

    @property
    def is_impulse(self) -> bool:
        """Whether the subject is the id of an impulse."""
        try:
            return str(UUID(self.subject)) == self.subject
        except ValueError:
            return False

    @property
    def is_catalogue(self) -> bool:
        """Whether these are the versions of a catalogue."""
        return all(fact.type == CatalogueActivated.event_type for fact in self.facts)

    def problem(self) -> Finding | None:
        """The first place where a chain does not hold."""
        chain = Chain()
        for fact in self.facts:
            value, time = fact.value.decode(errors="replace"), format_time(fact.time)
            found = chain.problem(fact.topic, self.subject, fact.sequence, fact.type, time, value, fact.hash)
            if found is not None:
                return found
        return None

    def until(self, ends: Mapping[str, datetime]) -> "Life":
        """Without the last facts of each topic from the first one on that is later than its end."""
        ended: set[str] = set()
        kept: list[ReadFact] = []
        for fact in self.facts:
            if fact.time > ends[fact.topic]:
                ended.add(fact.topic)
            if fact.topic not in ended:
                kept.append(fact)
        return self if len(kept) == len(self.facts) else Life(self.subject, kept)

    def lines(self) -> bytes:
        """Its lines in the file."""
        return b"".join(
            fact_line(
                fact.topic,
                fact.type,
                self.subject,
                fact.sequence,
                format_time(fact.time),
                orjson.loads(fact.value),
                fact.hash,
            )
            for fact in self.facts
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The subjects whose facts go into the file. `named`: the impulses that these facts name, the subjects included."""

    subjects: frozenset[str]
    named: frozenset[str]
    impulses: int
    facts: int
    broken: int
    """Impulses left out because their facts are not whole on Kafka, or cannot be understood."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    facts: int
    others: frozenset[str]
    is_impulse: bool


async def select(connection: asyncpg.Connection, ends: Mapping[str, datetime]) -> Selection:
    """Look at every life once; needs memory for the ids of the impulses, not for their facts.

    An impulse is chosen when it is listed and settled, by all facts as well as by those before the ends, and names no
    impulse that is not listed. What the views hide stays out, too: they may be a little further than what was read.
    `ends`: the time of each topic after which facts are left out.
    """
    listed: set[str] = set()
    hidden = {row["impulse_id"] for row in await connection.fetch(QUERIES["hidden_impulses"])}
    chosen: dict[str, _Chosen] = {}
    broken = 0
    async for life in lives(connection):
        if life.is_impulse:
            try:
                if (problem := life.problem()) is not None:
                    raise ValueError(str(problem))
                now, then = _settling(life), life.until(ends)
                if now.is_listed and life.subject not in hidden:
                    listed.add(life.subject)
                    if now.is_settled and (then is life or _is_open_to_all(then)):
                        chosen[life.subject] = _Chosen(len(then.facts), frozenset(now.others), True)
            except (AttributeError, KeyError, TypeError, ValueError, UnknownMajor) as error:
                broken += 1
                log.warning("facts of an impulse cannot be published", impulse=life.subject, reason=str(error))
        elif life.is_catalogue and life.problem() is None and (then := life.until(ends)).facts:
            chosen[life.subject] = _Chosen(len(then.facts), frozenset(), False)
    kept = {subject: each for subject, each in chosen.items() if each.others <= listed}
    impulses = {subject for subject, each in kept.items() if each.is_impulse}
    return Selection(
        frozenset(kept),
        frozenset(impulses).union(*(each.others for each in kept.values())),
        len(impulses),
        sum(each.facts for each in kept.values()),
        broken,
    )


def _settling(life: Life) -> Settling:
    return settling([(fact.type, format_time(fact.time), orjson.loads(fact.value)) for fact in life.facts])


def _is_open_to_all(life: Life) -> bool:
    followed = _settling(life)
    return followed.is_listed and followed.is_settled


async def lives(connection: asyncpg.Connection) -> AsyncIterator[Life]:
    """Subject by subject, in the caller's transaction."""
    subject, facts = "", list[ReadFact]()
    async for row in connection.cursor(QUERIES["facts_in_order"], prefetch=FACTS_AT_ONCE):
        if row["subject"] != subject:
            if facts:
                yield Life(subject, facts)
            subject, facts = row["subject"], []
        facts.append(ReadFact(row["topic"], row["type"], row["sequence"], row["time"], row["value"], row["hash"]))
    if facts:
        yield Life(subject, facts)
