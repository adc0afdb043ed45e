"""Everything that is put around the product inside one service process, before it starts."""

import importlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.chaos.wraps.audit import audit
from tests.chaos.wraps.bug import fail_on_one_subject
from tests.chaos.wraps.clock import shift_clock
from tests.chaos.wraps.crash import crash_at
from tests.chaos.wraps.old import be_the_release_before
from tests.chaos.wraps.sessions import shorten_sessions


@dataclass(slots=True)
class Wrapping:
    """What a service process gets; each life of a service may have another one.

    `crash`: (name of a crash point, how many times it is passed before). `clock_seconds`: how much the local clock is wrong.
    `session_seconds`: of Kafka's group, None for the product's own. `bug_file`: names a subject that the handlers fail on.
    `old`: publish as the release before this one did. `plants`: planted bugs, modules of tests/chaos/planted.
    """

    crash: tuple[str, int] | None = None
    clock_seconds: int = 0
    session_seconds: float | None = None
    bug_file: str | None = None
    old: bool = False
    plants: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What goes to the process."""
        return asdict(self)

    def for_next_life(self) -> "Wrapping":
        """A crash point works once."""
        return replace(self, crash=None)


def wrap(service: str, wrapping: dict[str, Any]) -> None:
    """Put it around the product; the audit always."""
    wanted = Wrapping(**wrapping)
    audit()
    if wanted.bug_file is not None:
        fail_on_one_subject(wanted.bug_file)
    if wanted.session_seconds is not None:
        shorten_sessions(wanted.session_seconds)
    if wanted.old:
        be_the_release_before()
    for plant in wanted.plants:
        importlib.import_module(f"tests.chaos.planted.{plant}").plant()
    if wanted.clock_seconds:
        shift_clock(wanted.clock_seconds)
    if wanted.crash is not None:
        crash_at(*wanted.crash)
