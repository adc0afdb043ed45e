"""How records and outcomes are shown on a terminal."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC

from shared.messaging.dead_letters import Outcome, Parked
from shared.messaging.records import Record


def as_json(entry: Parked) -> str:
    """A parked record as one line of JSON."""
    return json.dumps(asdict(entry) | {"parked_at": entry.parked_at.isoformat()})


def as_line(entry: Parked) -> str:
    """A parked record as one line for people."""
    subject = "" if entry.subject is None else f"  {entry.subject}"
    sequence = "" if entry.sequence is None else f" number {entry.sequence}"
    what = entry.type or ("encrypted" if entry.encrypted else "type unknown")
    behind = f"; {entry.behind} wait behind it" if entry.behind else ""
    return _printable(
        f"{entry.service} {entry.id} {entry.state} {entry.parked_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC  "
        f"{entry.place}  {what}{subject}{sequence}: {entry.reason}{behind}"
    )


def contents(record: Record, *, hidden: bool) -> Iterator[str]:
    """Key, headers and value, line by line; of a `hidden` one names and sizes only."""
    if hidden:
        yield "encrypted; --reveal shows the content, and the journal keeps who looked"
        for name, value in record.headers:
            yield _printable(f"{name}: {len(value)} bytes")
        yield "value: none" if record.value is None else f"value: {len(record.value)} bytes"
        return
    yield "key: none" if record.key is None else _printable(f"key: {_text(record.key)}")
    for name, value in record.headers:
        yield _printable(f"{name}: {_text(value)}")
    yield "value: none" if record.value is None else "value:"
    for line in _pretty(record.value or b"").splitlines():
        yield _printable(line)


def as_sentence(outcome: Outcome, *, dry_run: bool) -> str:
    """What became of a record, or would."""
    sentence = {
        "applied": "would be applied" if dry_run else "applied",
        "discarded": "would be discarded" if dry_run else "discarded",
        "given up": "what is missing before it would be given up"
        if dry_run
        else "what was missing before it is given up",
        "passed": "had been applied before",
        "gone": "is no longer parked",
        "waits": "still waits",
        "failed": "fails again" if dry_run else "failed again",
        "refused": "refused",
    }[outcome.result]
    if outcome.reason:
        sentence += f": {outcome.reason}"
    if outcome.followed:
        sentence += f"; {outcome.followed} that waited {'would run' if dry_run else 'ran'}"
    if outcome.stopped_by:
        sentence += f"; then one {'would fail' if dry_run else 'failed'}: {outcome.stopped_by}"
    return _printable(sentence)


def _pretty(value: bytes) -> str:
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _text(value)


def _text(content: bytes) -> str:
    return content.decode(errors="backslashreplace")


def _printable(text: str) -> str:
    """What a terminal may be shown: a record's bytes are anybody's."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
