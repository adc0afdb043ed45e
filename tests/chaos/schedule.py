"""What happens in the episode of a seed: nothing but the number decides."""

import random
from dataclasses import dataclass

from tests.chaos.faults import FAULTS
from tests.chaos.faults.fault import Fault

MOST_FAULTS = 3
LATEST_START = 2.0
ALONE_SHARE = 0.3
SHORT_SESSION = 2.0
PRODUCT_SESSION_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Step:
    """A fault and when it begins, in seconds after the load has begun."""

    fault: Fault
    at: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """The first seeds have one fault each, in the order of the list; later ones mix up to three.

    `session_seconds`: of Kafka's consumer groups; None leaves the product's own ten seconds.
    """

    seed: int
    steps: tuple[Step, ...]
    session_seconds: float | None
    share_full: float

    @property
    def names(self) -> list[str]:
        """The faults by name."""
        return [step.fault.name for step in self.steps]

    @property
    def told(self) -> str:
        """The faults with their parameters."""
        return ", ".join(f"{step.fault.name} ({step.fault.told()})" for step in self.steps).replace(" ()", "")


def schedule_of(seed: int) -> Schedule:
    """The schedule of a seed from 1 on."""
    rng = random.Random(seed)
    if seed <= len(FAULTS):
        kinds: list[type[Fault]] = [FAULTS[seed - 1]]
    else:
        kinds = _mix(rng)
    steps = tuple(Step(kind(random.Random(f"{seed}/{kind.name}")), LATEST_START * rng.random()) for kind in kinds)
    ordinary = seed <= len(FAULTS) or rng.random() >= PRODUCT_SESSION_SHARE
    return Schedule(seed, steps, SHORT_SESSION if ordinary else None, rng.choice((0.1, 0.3)))


def _mix(rng: random.Random) -> list[type[Fault]]:
    if rng.random() < ALONE_SHARE:
        return [rng.choice([kind for kind in FAULTS if kind.alone])]
    mixable = [kind for kind in FAULTS if not kind.alone]
    chosen = rng.sample(mixable, rng.randrange(1, MOST_FAULTS + 1))
    groups = [kind.group for kind in chosen]
    return [kind for place, kind in enumerate(chosen) if kind.group is None or kind.group not in groups[:place]]
