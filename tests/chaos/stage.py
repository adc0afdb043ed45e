"""What a fault acts on, and what it tells the invariants to expect."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from shared.runtime.settings import ServiceName
from tests.chaos.driver.attempts import Attempts
from tests.chaos.driver.driver import Driver
from tests.chaos.system import Start, System

Place = tuple[str, int, int]
"""Topic, partition, offset."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when (monotonic) a service could not work, and why."""

    what: Literal["database", "restart"]
    service: ServiceName
    began: float
    ended: float


@dataclass(slots=True)
class Stage:
    """One running episode. `parked` is what must stand in the tables `parked` in the end; `injected` what the harness wrote.
    `reordered`: subjects whose facts the harness published itself. `replayed`: subjects that an operator's command
    has applied, outside the services and so outside the audit. `used`: impulses that one fault has for itself.

    `figures` go to the ledger. `loss_accepted` names services whose database was set back.
    """

    system: System
    start: Start
    driver: Driver
    alone: bool
    parked: dict[Place, Literal["bad", "waiting"]] = field(default_factory=dict)
    injected: set[Place] = field(default_factory=set)
    windows: list[Window] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    reordered: set[str] = field(default_factory=set)
    replayed: set[tuple[ServiceName, str]] = field(default_factory=set)
    set_back: set[ServiceName] = field(default_factory=set)
    erased: list[str] = field(default_factory=list)
    no_copies: bool = False
    settled_poison: set[Place] = field(default_factory=set)

    @property
    def attempts(self) -> Attempts:
        """The driver's ledger."""
        return self.driver.attempts

    def problem(self, text: str) -> None:
        """Something that must never happen was seen."""
        self.attempts.problem(text)

    def was_away(self, what: Literal["database", "restart"], began: float, services: Iterable[ServiceName]) -> None:
        """These services could not work from `began` until now."""
        self.windows += [Window(what, service, began, monotonic()) for service in services]
