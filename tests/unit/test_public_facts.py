"""Whoever changes, drops or moves a line of the public download is found by anybody, with lists and keys alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest

from shared.contracts.checkpoints import CHECKPOINTS
from shared.contracts.facts_file import FileHead, ProvedBy, fact_line
from shared.contracts.topics import FactTopic
from shared.messaging.chain import Finding
from shared.messaging.head_lists import CSV_HEAD
from shared.messaging.journal import chain_hash, format_time
from shared.messaging.merkle import MerkleTree
from shared.messaging.public_facts import SERVICES, HeadList, Unreadable, Verified, verify_facts
from shared.messaging.signing import UNSIGNED, Signer
from shared.runtime.settings import ServiceName

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
LONG_BEFORE = AT - timedelta(days=3)
IMPULSES, ASSESSMENTS, MEASURES = (
    str(topic) for topic in (FactTopic.IMPULSES, FactTopic.ASSESSMENTS, FactTopic.MEASURES)
)
DECIDED, HIDDEN, NEW = "decided", "hidden", "new"
KEY = Signer(b"k" * 32)

Line = dict[str, Any]


def chain(topic: str, subject: str, number: int, time: datetime = LONG_BEFORE, kind: str = "told") -> list[Line]:
    lines: list[Line] = []
    previous = b""
    for sequence in range(1, number + 1):
        data = {"count": sequence}
        previous = chain_hash(previous, kind, subject, sequence, time, data)
        lines.append(line(topic, kind, subject, sequence, time, data, previous))
    return lines


def line(topic: str, kind: str, subject: str, sequence: int, time: datetime, data: Line, link: bytes) -> Line:
    written = fact_line(topic, kind, subject, sequence, format_time(time), data, link)
    return dict(orjson.loads(written))


@dataclass(frozen=True)
class Download:
    """A file with one decided impulse in two topics, and the lists, which know a hidden one, too."""

    head: FileHead
    lines: list[Line]
    lists: dict[ServiceName, HeadList]

    def verify(self, *signers: Signer) -> tuple[Verified, list[Finding]]:
        found: list[Finding] = []
        keys = {each.key_id: each.public_key for each in signers or (KEY,)}
        written = [orjson.dumps(each) for each in self.lines]
        return verify_facts(self.head, written, self.lists, keys, found.append), found


def heads(*chains: list[Line]) -> tuple[HeadList, bytes]:
    leaves = sorted(
        (sha256(f"{each[-1]['topic']}\n{each[-1]['subject']}".encode()).hexdigest(), each[-1]["chainhash"])
        for each in chains
    )
    csv = (CSV_HEAD + "".join(f"{hashed_id},{head}\n" for hashed_id, head in leaves)).encode()
    return HeadList.read(csv.splitlines(keepends=True)), csv


def download(signer: Signer = KEY) -> Download:
    told = [chain(IMPULSES, DECIDED, 4), chain(ASSESSMENTS, DECIDED, 3)]
    young = chain(IMPULSES, NEW, 1, AT - timedelta(seconds=1))
    listed = {
        "ideas": [told[0], chain(IMPULSES, HIDDEN, 2)],
        "evaluation": [told[1], chain(ASSESSMENTS, HIDDEN, 1)],
        "implementation": [chain(MEASURES, HIDDEN, 1)],
    }
    lists: dict[ServiceName, HeadList] = {}
    proofs: dict[ServiceName, ProvedBy] = {}
    checkpoints: list[Line] = []
    for service in SERVICES.values():
        before = chain(str(CHECKPOINTS[service].topic), service, 1)
        lists[service], _ = heads(*listed[service], before)
        fields = {"service": service, "at": AT, "aggregates": lists[service].aggregates, "root": lists[service].root}
        model = CHECKPOINTS[service]
        fact = signer.signed(model(**fields, signature=UNSIGNED, key_id=signer.key_id))
        link = chain_hash(bytes.fromhex(before[0]["chainhash"]), fact.event_type, service, 2, AT, fact.data())
        checkpoints.append(line(str(fact.topic), fact.event_type, service, 2, AT, fact.data(), link))
        proofs[service] = ProvedBy(
            number=2, at=AT, aggregates=fact.aggregates, root=fact.root, heads="https://list", latest="https://key"
        )
    # An impulse that began while the checkpoint was made stands in no list.
    lines = [*checkpoints, *told[0], *told[1], *young]
    return Download(FileHead(made_at=AT, impulses=2, facts=len(lines), checkpoints=proofs), lines, lists)


def test_a_download_that_nobody_has_changed_is_proved() -> None:
    verified, found = download().verify()
    assert found == []
    assert (verified.proved, verified.young, verified.impulses) == (7, 1, 2)
    assert set(verified.valid) == set(SERVICES)


def at(lines: list[Line], topic: str, sequence: int) -> int:
    wanted = (topic, DECIDED, sequence)
    return next(i for i, each in enumerate(lines) if (each["topic"], each["subject"], each["sequence"]) == wanted)


def edit(lines: list[Line]) -> None:
    lines[at(lines, IMPULSES, 2)]["data"] = {"count": 99}


def edit_time(lines: list[Line]) -> None:
    lines[at(lines, IMPULSES, 2)]["time"] = format_time(AT)


def drop(lines: list[Line]) -> None:
    del lines[at(lines, IMPULSES, 2)]


def drop_first(lines: list[Line]) -> None:
    del lines[at(lines, ASSESSMENTS, 1)]


def cut_tail(lines: list[Line]) -> None:
    del lines[at(lines, IMPULSES, 4)]


def swap(lines: list[Line]) -> None:
    second, third = at(lines, IMPULSES, 2), at(lines, IMPULSES, 3)
    lines[second], lines[third] = lines[third], lines[second]


def drop_aggregate(lines: list[Line]) -> None:
    lines[:] = [each for each in lines if (each["topic"], each["subject"]) != (ASSESSMENTS, DECIDED)]


def write_anew(lines: list[Line]) -> None:
    first = at(lines, IMPULSES, 1)
    lines[first : first + 4] = chain(IMPULSES, DECIDED, 4, kind="forged")


def invent(lines: list[Line]) -> None:
    last = at(lines, IMPULSES, 4)
    link = chain_hash(bytes.fromhex(lines[last]["chainhash"]), "told", DECIDED, 5, LONG_BEFORE, {})
    lines.insert(last + 1, line(IMPULSES, "told", DECIDED, 5, LONG_BEFORE, {}, link))


def invent_aggregate(lines: list[Line]) -> None:
    lines += chain(IMPULSES, "invented", 1)


def drop_checkpoint(lines: list[Line]) -> None:
    del lines[0]


def edit_checkpoint(lines: list[Line]) -> None:
    lines[0]["data"]["at"] = format_time(AT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (edit, ("changed", DECIDED, 2)),
        (edit_time, ("changed", DECIDED, 2)),
        (drop, ("missing", DECIDED, 2)),
        (drop_first, ("missing", DECIDED, 1)),
        (cut_tail, ("tail cut", DECIDED, 3)),
        (swap, ("doubled", DECIDED, 2)),
        (drop_aggregate, ("missing", DECIDED, 1)),
        (write_anew, ("tail cut", DECIDED, 4)),
        (invent, ("head", DECIDED, 5)),
        (invent_aggregate, ("head", "invented", 1)),
        (drop_checkpoint, ("missing", "ideas", 2)),
        (edit_checkpoint, ("checkpoint", "ideas", 2)),
    ],
)
def test_what_was_tampered_with_is_named(tamper: Callable[[list[Line]], None], finding: tuple[str, str, int]) -> None:
    tampered = download()
    tamper(tampered.lines)
    # Whoever tampers counts anew, too.
    head = tampered.head.model_copy(update={"facts": len(tampered.lines)})
    _, found = replace(tampered, head=head).verify()
    assert finding in [(each.kind, each.subject, each.sequence) for each in found]


def test_a_whole_impulse_that_is_left_out_is_missed_by_the_count() -> None:
    whole = download()
    lines = [each for each in whole.lines if each["subject"] != DECIDED]
    _, found = replace(whole, lines=lines).verify()
    assert {(each.kind, each.subject) for each in found} == {("missing", "facts"), ("missing", "impulses")}


def test_a_list_of_another_service_does_not_fit() -> None:
    whole = download()
    lists = {**whole.lists, "ideas": whole.lists["evaluation"]}
    _, found = replace(whole, lists=lists).verify()
    assert [(each.kind, each.subject) for each in found] == [("checkpoint", "ideas")]
    assert "another root" in found[0].detail


def test_a_list_from_which_a_row_was_taken_does_not_fit() -> None:
    whole = download()
    shorter, _ = heads(chain(IMPULSES, DECIDED, 4), chain(IMPULSES, "ideas", 1))
    _, found = replace(whole, lists={**whole.lists, "ideas": shorter}).verify()
    assert [(each.kind, each.subject) for each in found] == [("checkpoint", "ideas")]


@pytest.mark.parametrize("signer", [Signer(b"x" * 32)])
def test_a_wrong_key_proves_nothing(signer: Signer) -> None:
    _, found = download().verify(signer)
    assert [(each.kind, each.subject) for each in found] == [("checkpoint", service) for service in SERVICES]
    assert "not among those given" in found[0].detail


def test_a_key_of_another_that_bears_the_right_name_proves_nothing() -> None:
    whole = download()
    found: list[Finding] = []
    keys = {KEY.key_id: Signer(b"x" * 32).public_key}
    verify_facts(whole.head, [orjson.dumps(each) for each in whole.lines], whole.lists, keys, found.append)
    assert [each.detail for each in found] == ["it was changed: the signature does not fit"] * len(SERVICES)


def test_the_first_line_cannot_move_the_checkpoint_to_let_invented_facts_pass() -> None:
    whole = download()
    proof = whole.head.checkpoints["ideas"].model_copy(update={"at": LONG_BEFORE})
    head = whole.head.model_copy(update={"checkpoints": {**whole.head.checkpoints, "ideas": proof}})
    _, found = replace(whole, head=head).verify()
    assert [(each.kind, each.subject) for each in found] == [("checkpoint", "ideas")]


def test_the_root_of_a_list_is_that_of_its_rows() -> None:
    told = chain(IMPULSES, DECIDED, 1)
    read, csv = heads(told)
    tree = MerkleTree()
    hashed_id = sha256(f"{IMPULSES}\n{DECIDED}".encode()).digest()
    tree.add(hashed_id + bytes.fromhex(told[0]["chainhash"]))
    assert (read.aggregates, read.root) == (1, tree.root().hex())
    with pytest.raises(Unreadable, match="line 2"):
        HeadList.read([CSV_HEAD.encode(), csv[-20:]])
