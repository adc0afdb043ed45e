"""Which episode must catch which planted bug, and by which invariant: what proves that the harness can see."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from tests.chaos.episode import Ground, run_episode
from tests.chaos.schedule import Schedule, schedule_of

TRIES = 3
"""Some bugs do harm only where two things meet within milliseconds: another episode of the same fault may be needed."""


@dataclass(frozen=True, slots=True)
class Catch:
    """`plant` is a module of this package, `fault` what happens alone, as a schedule tells it; `invariant` must be broken.

    Told, not numbered: a new fault changes what later seeds mean, not what catches a bug.
    """

    plant: str
    fault: str
    invariant: str

    def schedules(self) -> Iterator[Schedule]:
        """The first ones in which nothing but this happens."""
        alone = (each for each in map(schedule_of, count(1)) if len(each.steps) == 1)
        return islice((each for each in alone if each.told.startswith(self.fault)), TRIES)


@dataclass(frozen=True, slots=True)
class Caught:
    """In which episode, and what showed it."""

    seed: int
    problem: str


CATCHES: Final = (
    Catch("acks_before_work", "rolling restart", "I2"),
    Catch("acks_on_error", "handler bug (evaluation)", "I6"),
    Catch("nacks_for_ever", "handler bug (evaluation)", "I6"),
    Catch("relays_by_cursor", "race", "I2"),
    Catch("takes_any_token", "race", "I5"),
    Catch("publishes_before_commit", "crash point (ideas before_commit", "I2"),
    Catch("queues_after_commit", "crash point (ideas after_commit", "I2"),
    Catch("ignores_applied_sequence", "duplicates x 3", "I2"),
    Catch("answers_before_commit", "crash point (ideas before_commit", "I1"),
    Catch("leases_by_local_clock", "wrong clock (evaluation", "I5"),
)


async def try_to_catch(catch: Catch, ground: Ground) -> Caught | None:
    """Run the episodes with the bug until the invariant is seen broken; None where it never was."""
    planted = Ground(ground.nursery, ground.template, ground.data, ground.kept / catch.plant, (catch.plant,))
    for schedule in catch.schedules():
        episode = await run_episode(schedule, planted)
        for problem in episode.problems:
            if problem.startswith(f"{catch.invariant} "):
                return Caught(schedule.seed, problem)
    return None
