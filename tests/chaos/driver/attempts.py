"""The driver's ledger: every attempt, written down before and after the call."""

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Literal, TextIO

import orjson

from shared.runtime.settings import ServiceName

Outcome = Literal["acked", "refused", "unknown"]


@dataclass(slots=True)
class Attempt:
    """One call. `outcome`: acked (2xx), refused (a definite no), unknown; None while it runs. Times are monotonic."""

    number: int
    command: str
    service: ServiceName
    key: str | None
    about: str
    began: float
    ended: float | None = None
    outcome: Outcome | None = None
    status: int | None = None
    said: str = ""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended or monotonic()) - self.began


@dataclass(slots=True)
class Impulse:
    """An impulse that the driver handed in: what was acknowledged about it.

    `contact` is the word planted in its contact data, `word` the one in its text.
    """

    title: str
    word: str
    key: str
    contact: str | None = None
    reference: str | None = None
    id: str | None = None
    number: str | None = None
    acked: bool = False
    released: bool = False
    refused: bool = False
    track: str = "short"
    case_id: str | None = None
    claims: int = 0
    submitted: set[str] = field(default_factory=set)
    decided: bool = False
    published: bool = False
    measures: dict[str, list[int]] = field(default_factory=dict)
    ended_measures: dict[str, str] = field(default_factory=dict)


class Attempts:
    """All attempts of an episode, in memory and in a file that survives the harness."""

    def __init__(self, file: Path) -> None:
        self.all: list[Attempt] = []
        self.impulses: list[Impulse] = []
        self.problems: list[str] = []
        self._file: TextIO = file.open("a", encoding="utf-8")

    def begin(self, command: str, service: ServiceName, key: str | None, about: str) -> Attempt:
        """Before the call."""
        attempt = Attempt(len(self.all), command, service, key, about, monotonic())
        self.all.append(attempt)
        self._write({"n": attempt.number, "command": command, "service": service, "key": key, "about": about})
        return attempt

    def end(self, attempt: Attempt, outcome: Outcome, status: int | None, said: str) -> None:
        """After the call."""
        attempt.ended, attempt.outcome, attempt.status, attempt.said = monotonic(), outcome, status, said
        told = {"n": attempt.number, "outcome": outcome, "status": status, "seconds": round(attempt.seconds, 3)}
        self._write(told | ({} if outcome == "acked" else {"said": said[:300]}))

    def problem(self, text: str) -> None:
        """Something that must never happen was seen while driving."""
        if text not in self.problems:
            self.problems.append(text)
            self._write({"problem": text})

    def close(self) -> None:
        """No more attempts."""
        self._file.close()

    def _write(self, row: dict[str, Any]) -> None:
        if not self._file.closed:
            self._file.write(orjson.dumps({"at": round(monotonic(), 3), **row}).decode() + "\n")
            self._file.flush()
