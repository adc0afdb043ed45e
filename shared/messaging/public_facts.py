"""Verifies the public download of facts against lists of heads and public keys; needs no database and no Kafka."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson
from pydantic import ValidationError

from shared.contracts.checkpoints import CHECKPOINTS, CheckpointPublished
from shared.contracts.facts_file import FACT_FIELDS, YOUNG_BEFORE, FileHead, ProvedBy
from shared.messaging.chain import Chain, Finding, fits
from shared.messaging.head_lists import CSV_HEAD, HASH_BYTES, HASH_DIGITS
from shared.messaging.journal import JOURNALS
from shared.messaging.merkle import MerkleTree
from shared.messaging.signing import is_signed
from shared.messaging.verification import Keys, Report
from shared.runtime.settings import ServiceName

SERVICES: Final[Mapping[str, ServiceName]] = {service: service for service in JOURNALS}
"""Those whose facts the download has, by the name that somebody typed."""


class Unreadable(Exception):
    """A file is not what it should be; the text names the line."""


@dataclass(frozen=True, slots=True)
class HeadList:
    """A list of heads: the head of every aggregate by its hashed id, and what the signature of a checkpoint is about."""

    heads: Mapping[bytes, bytes]
    aggregates: int
    root: str

    @classmethod
    def read(cls, lines: Iterable[bytes]) -> "HeadList":
        """The list from its CSV. Raises: Unreadable."""
        rows = iter(lines)
        if next(rows, b"").strip() != CSV_HEAD.strip().encode():
            raise Unreadable(f"line 1: a list of heads begins with {CSV_HEAD.strip()}")
        heads: dict[bytes, bytes] = {}
        tree = MerkleTree()
        for number, row in enumerate(rows, 2):
            hashed_id, head = _hashes(row, number)
            tree.add(hashed_id + head)
            heads[hashed_id] = head
        return cls(heads, tree.entries, tree.root().hex())

    def head_of(self, topic: str, subject: str) -> bytes | None:
        """The head of an aggregate; None where the list does not have it."""
        return self.heads.get(sha256(f"{topic}\n{subject}".encode()).digest())


def _hashes(row: bytes, number: int) -> tuple[bytes, bytes]:
    hashed_id, _, head = row.strip().partition(b",")
    if len(hashed_id) == len(head) == HASH_DIGITS:
        try:
            return bytes.fromhex(hashed_id.decode()), bytes.fromhex(head.decode())
        except ValueError:
            pass
    raise Unreadable(f"line {number}: not two hashes of {HASH_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class FileFact:
    """A line of the file."""

    topic: str
    type: str
    subject: str
    sequence: int
    time: str
    data: Mapping[str, Any]
    link: bytes

    @property
    def written_at(self) -> datetime:
        """Its time."""
        return datetime.fromisoformat(self.time)


@dataclass(slots=True)
class Verified:
    """What was looked at. `young`: facts behind the checkpoint, which a later one proves; `proved` has the rest."""

    head: FileHead
    proved: int = 0
    young: int = 0
    impulses: int = 0
    valid: dict[ServiceName, CheckpointPublished] = field(default_factory=dict)
    """The checkpoints that are signed over the lists given."""


def read_head(lines: Iterator[bytes]) -> FileHead:
    """The first line. Raises: Unreadable."""
    try:
        return FileHead.model_validate_json(next(lines, b""))
    except ValidationError:
        raise Unreadable("line 1: this is no file of facts") from None


def verify_facts(
    head: FileHead, lines: Iterable[bytes], lists: Mapping[ServiceName, HeadList], keys: Keys, report: Report
) -> Verified:
    """Verify the lines after the first one; everything that is wrong is reported.

    Each chain must hold from its first fact on and reach its head in the list; the list must have the root that the
    checkpoint in the file signs, by a key of `keys`. No aggregate of an impulse in the file may be left out.
    Raises: Unreadable.
    """
    verified = Verified(head)
    reader = _File(verified, lists, keys, report)
    facts = 0
    for fact in _facts(lines):
        facts += 1
        reader.take(fact)
    reader.end()
    counted = (("facts", head.facts, facts), ("impulses", head.impulses, verified.impulses))
    for what, said, found in counted:
        if said != found:
            report(Finding("missing", "file", what, found, f"the first line says {said} {what}"))
    return verified


def _facts(lines: Iterable[bytes]) -> Iterator[FileFact]:
    for number, line in enumerate(lines, 2):
        try:
            fact = _fact(orjson.loads(line))
        except (ValueError, KeyError, TypeError):
            raise Unreadable(f"line {number}: this is no fact") from None
        yield fact


def _fact(values: Mapping[str, Any]) -> FileFact:
    topic, type_, subject, sequence, time, data, link = (values[name] for name in FACT_FIELDS)
    fact = FileFact(topic, type_, subject, sequence, time, data, bytes.fromhex(link))
    if not isinstance(sequence, int) or not isinstance(data, dict) or fact.written_at.tzinfo is None:
        raise ValueError(values)
    return fact


class _File:
    """Goes through the file fact by fact and remembers the aggregate and the impulse that it is in."""

    def __init__(self, verified: Verified, lists: Mapping[ServiceName, HeadList], keys: Keys, report: Report) -> None:
        self._verified = verified
        self._keys = keys
        self._report = report
        self._lists = dict(lists)
        self._service_of = {str(CHECKPOINTS[service].topic): service for service in SERVICES.values()}
        self._chain = Chain()
        self._aggregate: _Aggregate | None = None
        self._subject: str | None = None
        self._topics: set[str] = set()
        self._seen: set[ServiceName] = set()

    def take(self, fact: FileFact) -> None:
        """The next fact."""
        service = self._service_of.get(fact.topic)
        if service is None:
            self._report(Finding("changed", fact.topic, fact.subject, fact.sequence, "there is no such topic"))
            return
        if fact.type == CHECKPOINTS[service].event_type:
            self._checkpoint(service, fact)
            return
        if fact.subject != self._subject:
            self._end_subject()
            self._subject = fact.subject
        if self._aggregate is None or self._aggregate.topic != fact.topic:
            self._end_aggregate()
            self._topics.add(fact.topic)
            proof = self._verified.head.checkpoints.get(service)
            self._aggregate = _Aggregate(fact.topic, fact.subject, self._lists.get(service), proof)
        data = orjson.dumps(fact.data).decode()
        problem = self._chain.problem(fact.topic, fact.subject, fact.sequence, fact.type, fact.time, data, fact.link)
        if problem is not None:
            self._report(problem)
        self._aggregate.take(fact)

    def end(self) -> None:
        """There are no more."""
        self._end_subject()
        for service in self._verified.head.checkpoints:
            name = SERVICES.get(service)
            if name is not None and name not in self._seen:
                number = self._verified.head.checkpoints[service].number
                detail = "the checkpoint that the first line names is not in the file"
                self._report(Finding("missing", CHECKPOINTS[service].topic, service, number, detail))
        for service in SERVICES.values():
            if service not in self._verified.head.checkpoints:
                detail = "the first line names no checkpoint of this service"
                self._report(Finding("missing", CHECKPOINTS[service].topic, service, 1, detail))

    def _end_aggregate(self) -> None:
        if self._aggregate is None:
            return
        findings = self._aggregate.findings()
        for finding in findings:
            self._report(finding)
        self._verified.proved += self._aggregate.proved
        self._verified.young += len(self._aggregate.behind)
        self._aggregate = None

    def _end_subject(self) -> None:
        """An aggregate of an impulse that is in the list must be in the file, too."""
        self._end_aggregate()
        if self._subject is None:
            return
        for topic, service in self._service_of.items():
            heads = self._lists.get(service)
            if topic not in self._topics and heads is not None and heads.head_of(topic, self._subject) is not None:
                detail = "the list has this aggregate, the file has nothing of it"
                self._report(Finding("missing", topic, self._subject, 1, detail))
        self._verified.impulses += str(CHECKPOINTS["ideas"].topic) in self._topics  # the others are catalogues
        self._topics, self._subject = set(), None

    def _checkpoint(self, service: ServiceName, fact: FileFact) -> None:
        """Compare it with the first line, the key and the list; a list that it does not sign is not looked at any more."""
        self._seen.add(service)
        problem = self._problem_of(service, fact)
        if problem is None:
            self._verified.valid[service] = CHECKPOINTS[service].read(fact.data)
        else:
            self._lists.pop(service, None)
            self._report(Finding("checkpoint", fact.topic, service, fact.sequence, problem))

    def _problem_of(self, service: ServiceName, fact: FileFact) -> str | None:
        try:
            checkpoint = CHECKPOINTS[service].read(fact.data)
        except ValidationError:
            return "it is no checkpoint"
        named = self._verified.head.checkpoints.get(service)
        if named is None or _named(named) != (fact.sequence, checkpoint.at, checkpoint.aggregates, checkpoint.root):
            return "the first line names another checkpoint"
        if checkpoint.key_id not in self._keys:
            return f"it is signed with the key {checkpoint.key_id}, which is not among those given"
        if checkpoint.service != service or not is_signed(checkpoint, self._keys[checkpoint.key_id]):
            return "it was changed: the signature does not fit"
        heads = self._lists.get(service)
        if heads is None:
            return "its list of heads is not given"
        if (heads.aggregates, heads.root) != (checkpoint.aggregates, checkpoint.root):
            return (
                f"the list given is another one or was changed: {heads.aggregates} aggregates with another root "
                f"than the signed one over {checkpoint.aggregates}"
            )
        before = heads.head_of(fact.topic, service) or b""
        data = orjson.dumps(fact.data).decode()
        if not fits(before, fact.type, fact.subject, fact.sequence, fact.time, data, fact.link):
            return "its hash does not follow from it and the checkpoint before, as the list has it"
        return None


def _named(proof: ProvedBy) -> tuple[int, datetime, int, str]:
    return proof.number, proof.at, proof.aggregates, proof.root


class _Aggregate:
    """The facts of one aggregate, held against its head in the list of its service."""

    def __init__(self, topic: str, subject: str, heads: HeadList | None, proof: ProvedBy | None) -> None:
        self.topic = topic
        self.subject = subject
        self.proved = 0
        self.behind: list[FileFact] = []
        self._proof = proof if heads is not None else None
        self._head = None if heads is None else heads.head_of(topic, subject)
        self._reached = self._head is None

    def take(self, fact: FileFact) -> None:
        """The next fact; those up to the head are proved as soon as it is there."""
        self.behind.append(fact)
        if self._head is not None and fact.link == self._head:
            self._reached = True
            self.proved += len(self.behind)
            self.behind = []

    def findings(self) -> Sequence[Finding]:
        """What is wrong, now that there are no more. Without a list nothing can be said."""
        if self._proof is None:
            return ()
        last = self.behind[-1].sequence if self.behind else 0
        if not self._reached:
            detail = "its head in the list is none of these facts: the last ones are missing, or it was written anew"
            return (Finding("tail cut", self.topic, self.subject, last, detail),)
        earliest = self._proof.at - YOUNG_BEFORE
        where = "the list has no such aggregate" if self._head is None else "the list ends before it"
        return [
            Finding("head", fact.topic, fact.subject, fact.sequence, f"{where}, but it is older than the checkpoint")
            for fact in self.behind
            if fact.written_at < earliest
        ]
